package io.lockstep.node.capture;

/**
 * Serves one kind of request. All workers call it at the same time, each with a call of its own.
 */
@FunctionalInterface
interface Handler {

  /**
   * Serves the request and builds the reply's body.
   *
   * @throws RequestRefused to answer with an errno
   */
  void serve(Call call);
}
