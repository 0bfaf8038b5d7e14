/**
 * Real pairs of daemons in network namespaces, with a real database. Needs root, FUSE, iproute2 and
 * PostgreSQL.
 */
package io.lockstep.control.pair;
