/** Operations on a replicated tree, and their encoding. */
package io.lockstep.journal.op;
