/**
 * The kernel's FUSE protocol on {@code /dev/fuse} (include/uapi/linux/fuse.h, version 7): requests,
 * replies, notifications and the INIT negotiation. Bytes only, no system calls.
 */
package io.lockstep.node.capture.protocol;
