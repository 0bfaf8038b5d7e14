/** The durable journal on Chronicle Queue, and the map of what was applied. */
package io.lockstep.journal.log;
