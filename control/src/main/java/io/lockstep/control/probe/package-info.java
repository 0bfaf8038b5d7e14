/** The probe of load balancers: which node serves a module. */
package io.lockstep.control.probe;
