/**
 * The FUSE file system mounted over a replicated directory.
 *
 * <p>{@link io.lockstep.node.capture.CapturedDirectories} is the way in. Below it, from the kernel
 * towards the original files: {@code DirectoryMount} (what is mounted where), {@code Session} and
 * {@code Worker} (threads, each with a queue of its own), {@code Dispatch} and the handlers (one
 * small class for each theme), {@code Modifications} (the only door to the write path), {@code
 * Original} (the files themselves, by handle). {@code InodeTable} and {@code Names} know which file
 * the kernel and the journal mean.
 *
 * <p>Limits: sync(2) and syncfs(2) on the mount do not reach a FUSE server; inode flags (chattr)
 * are refused with ENOTTY; pages that a process has mapped privately while the access was READ may
 * be old; with a write-back cache (BARRIER) so may the size of a file that is kept open under READ.
 */
package io.lockstep.node.capture;
