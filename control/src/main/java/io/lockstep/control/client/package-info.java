/** A node seen from outside: its REST API, and how programs that use it tell their failures. */
package io.lockstep.control.client;
