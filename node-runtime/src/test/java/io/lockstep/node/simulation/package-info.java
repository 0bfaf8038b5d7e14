/**
 * Two servers, a network, an arbiter, clients and a supply of misfortune, in one thread and from
 * one seed. The decisions are the product's own: role machine, handshake, acknowledgements, failure
 * judge, the slots of the durable record. What surrounds them (disks, processes, clocks, messages)
 * is simulated. See docs/simulation.md.
 */
package io.lockstep.node.simulation;
