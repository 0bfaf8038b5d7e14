/** The path of one modification from capture to acknowledgement. */
package io.lockstep.node.write;
