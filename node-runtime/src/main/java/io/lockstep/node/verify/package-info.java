/** Compares the copies of both nodes while applications write, and mends the mirror's if asked. */
package io.lockstep.node.verify;
