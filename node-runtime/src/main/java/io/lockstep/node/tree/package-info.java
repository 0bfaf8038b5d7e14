/** A replicated tree on its own disk: applying operations, comparing and describing trees. */
package io.lockstep.node.tree;
