/**
 * What happened, kept for good: an append-only, hash-chained table of events, views made from it,
 * and the journal that holds events while the database cannot take them. Nothing here is in the
 * path of a write or of a failover.
 */
package io.lockstep.control.events;
