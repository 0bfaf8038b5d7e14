/**
 * What each system call has promised when it returns, proved on real pairs: the primary is stopped
 * or killed right behind it, and the peer has the effect. Needs root, FUSE and iproute2.
 */
package io.lockstep.control.barriers;
