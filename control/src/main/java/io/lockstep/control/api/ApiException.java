package io.lockstep.control.api;

import java.util.List;

/** A request that cannot be served, and why; becomes an {@link ApiError}. */
final class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int code;

  private ApiException(int code, String message) {
    super(message);
    this.code = code;
  }

  static ApiException badRequest(String message) {
    return new ApiException(400, message);
  }

  static ApiException notFound(String message) {
    return new ApiException(404, message);
  }

  static ApiException unknownModule(String module, List<String> known) {
    return notFound("module: expected one of " + known + ", found \"" + OneLine.of(module) + "\"");
  }

  static ApiException tooLarge(String message) {
    return new ApiException(413, message);
  }

  static ApiException unavailable(String message) {
    return new ApiException(503, message);
  }

  ApiError error() {
    return new ApiError(code, getMessage());
  }
}
