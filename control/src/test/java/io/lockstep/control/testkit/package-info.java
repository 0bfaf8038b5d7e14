/**
 * Pairs of real processes in network namespaces of their own, for tests that cut links and kill
 * processes. Everything has a name of its own in each run, and is gone at the end, also after a
 * failure.
 */
package io.lockstep.control.testkit;
