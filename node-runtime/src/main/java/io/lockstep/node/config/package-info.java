/** The configuration of a node, as plain values. */
package io.lockstep.node.config;
