/** The role machine: a pure function from state and input to state and actions. */
package io.lockstep.node.role;
