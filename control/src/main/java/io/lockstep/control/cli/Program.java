package io.lockstep.control.cli;

import io.lockstep.node.module.ModuleFactory;

/**
 * What makes this program itself.
 *
 * @param main where it begins; its other processes begin there too
 * @param modules brings the modules of a node to life
 */
record Program(Class<?> main, ModuleFactory modules) {}
