/** The daemon of a node: opens its parts in order and closes them in reverse. */
package io.lockstep.control.daemon;
