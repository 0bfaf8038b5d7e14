/** Linux system calls through java.lang.foreign; every call answers with a value or an errno. */
package io.lockstep.node.posix;
