package io.lockstep.control.http;

import org.eclipse.jetty.http.HttpStatus;

/** What is said of requests that never reach a resource. Pure. */
public final class HttpErrors {

  private HttpErrors() {}

  /** One line for a status, without anything that JSON would have to escape. */
  public static String words(int status) {
    return switch (status) {
      case HttpStatus.BAD_REQUEST_400 ->
          "expected a well-formed request, found a path, query or header that cannot be read";
      case HttpStatus.METHOD_NOT_ALLOWED_405 -> "this method is not possible here";
      case HttpStatus.UNSUPPORTED_MEDIA_TYPE_415 -> "Content-Type: expected application/json";
      case HttpStatus.LENGTH_REQUIRED_411 -> "expected a header Content-Length, found none";
      case HttpStatus.URI_TOO_LONG_414, HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
          "expected a short path and short headers, found too many bytes";
      case HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505 ->
          "expected HTTP/1.1, found another version of HTTP";
      default -> HttpStatus.getMessage(status);
    };
  }
}
