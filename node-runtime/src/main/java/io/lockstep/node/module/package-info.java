/** One module on one node: the shell around the role machine. */
package io.lockstep.node.module;
