package io.lockstep.control.arbiter;

import io.lockstep.node.membership.ArbiterRecord;

/**
 * What the arbiter says; everything but the health line is a JSON object.
 *
 * @param code the HTTP status
 */
record ArbiterAnswer(int code, String body) {

  static ArbiterAnswer created(ArbiterRecord record) {
    return new ArbiterAnswer(201, record.toJson());
  }

  /** The record stays; its body tells the asker whether it is its own. */
  static ArbiterAnswer exists(ArbiterRecord holder) {
    return new ArbiterAnswer(412, holder.toJson());
  }

  static ArbiterAnswer found(ArbiterRecord record) {
    return new ArbiterAnswer(200, record.toJson());
  }

  static ArbiterAnswer healthy() {
    return new ArbiterAnswer(200, "lockstep arbiter: ok\n");
  }

  /**
   * @param message plain words, without anything JSON would have to escape
   */
  static ArbiterAnswer error(int code, String message) {
    return new ArbiterAnswer(code, "{\"code\":%d,\"message\":\"%s\"}".formatted(code, message));
  }
}
