package io.lockstep.node.tree;

/**
 * What a file system has left, as statfs(2) tells.
 *
 * @param freeBytes what root may still use
 * @param totalInodes 0 if the file system does not count them
 */
public record FreeSpace(
    long freeBytes, long totalBytes, long freeInodes, long totalInodes, boolean readOnly) {}
