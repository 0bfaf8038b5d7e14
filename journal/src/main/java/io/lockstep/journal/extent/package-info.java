/** Which bytes of files a stretch of history writes, and which of them it writes again later. */
package io.lockstep.journal.extent;
