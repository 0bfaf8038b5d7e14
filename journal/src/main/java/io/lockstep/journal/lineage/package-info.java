/**
 * Epochs, lineages, a node's durable record, and the pure decision which of two nodes feeds the
 * other.
 */
package io.lockstep.journal.lineage;
