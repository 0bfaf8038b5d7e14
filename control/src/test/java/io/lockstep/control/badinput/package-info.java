/** What users see of bad input, on real daemons. */
package io.lockstep.control.badinput;
