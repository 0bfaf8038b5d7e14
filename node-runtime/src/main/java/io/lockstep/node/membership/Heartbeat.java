package io.lockstep.node.membership;

/**
 * One heartbeat.
 *
 * @param sender name of the node that sent it
 * @param incarnation random number of the sender's daemon, new at each of its starts
 * @param counter rises with each heartbeat of an incarnation
 * @param sentNanos the sender's own clock; means nothing to any other node
 * @param hearsPeer whether the sender has heard the receiver within its timeout
 * @param heardIncarnation the receiver's incarnation that the sender saw last, 0 if none
 * @param guardianPort where the sender's guardian answers as long as it lives; 0 if it has none
 * @param heardCounter the receiver's counter that the sender accepted last, 0 if none
 */
public record Heartbeat(
    String sender,
    long incarnation,
    long counter,
    long sentNanos,
    boolean hearsPeer,
    int guardianPort,
    long heardIncarnation,
    long heardCounter) {}
