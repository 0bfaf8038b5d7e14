/** What is measured: families of workloads, and the figures that one run of them gives. */
package io.lockstep.control.bench.load;
