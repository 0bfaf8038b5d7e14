/** Starting, watching and stopping the protected application. */
package io.lockstep.node.application;
