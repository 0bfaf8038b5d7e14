/** Reads the configuration file of a node and says exactly what is wrong with it. */
package io.lockstep.control.config;
