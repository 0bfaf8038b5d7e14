package io.lockstep.control.api;

import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;

/**
 * Refuses a media type that is none, in the shape of all errors: Jersey itself would answer with
 * nothing but a status, and ask no {@link ErrorMapper}.
 */
@PreMatching
public final class ReadableHeaders implements ContainerRequestFilter {

  @Override
  public void filter(ContainerRequestContext request) {
    try {
      request.getMediaType();
    } catch (ProcessingException e) {
      throw new NotSupportedException(e);
    }
  }
}
