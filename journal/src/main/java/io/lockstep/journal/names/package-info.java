/** File ids and the names by which they can be found. */
package io.lockstep.journal.names;
