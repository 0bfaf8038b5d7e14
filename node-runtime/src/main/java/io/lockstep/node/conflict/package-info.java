/**
 * What becomes of acknowledged operations that are about to be replaced by a peer's copy: an
 * archive of the journal that holds them and of the files they made, complete on disk before the
 * first byte is overwritten.
 */
package io.lockstep.node.conflict;
