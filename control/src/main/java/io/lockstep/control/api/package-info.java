/** The REST API and the status page of a node. Resources only translate. */
package io.lockstep.control.api;
