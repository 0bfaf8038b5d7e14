/** The command line: everything a human or a script asks of a node. */
package io.lockstep.control.cli;
