package io.lockstep.node.capture.protocol;

/** A request of the kernel that does not have the announced form. */
public final class MalformedRequestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MalformedRequestException(String message) {
    super(message);
  }
}
