/** The journal: operations, their encoding, the durable log and the lineage of epochs. */
package io.lockstep.journal;
