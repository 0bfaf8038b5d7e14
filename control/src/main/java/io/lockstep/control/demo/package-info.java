/** A pair on one machine, with an application and its load, to watch and to prove failovers. */
package io.lockstep.control.demo;
