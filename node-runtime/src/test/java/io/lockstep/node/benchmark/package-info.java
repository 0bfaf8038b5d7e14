/** What single parts cost, measured by JMH; see docs/benchmarks.md for how to run them. */
package io.lockstep.node.benchmark;
