/**
 * Programs that people use, on real mirrored pairs: they must find what they find on a plain file
 * system, and leave equal copies. Needs root, FUSE, iproute2 and the programs.
 */
package io.lockstep.control.programs;
