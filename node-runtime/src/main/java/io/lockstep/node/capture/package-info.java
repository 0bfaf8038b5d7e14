/** The FUSE file system mounted over a replicated directory. */
package io.lockstep.node.capture;
