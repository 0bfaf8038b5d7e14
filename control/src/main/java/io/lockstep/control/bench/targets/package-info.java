/** What is compared: directories of the original file system, of Lockstep, and of others. */
package io.lockstep.control.bench.targets;
