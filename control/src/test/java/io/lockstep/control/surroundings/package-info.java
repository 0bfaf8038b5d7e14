/** Full, failing and odd disks, and limits of the system, below real daemons. */
package io.lockstep.control.surroundings;
