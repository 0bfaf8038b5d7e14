package io.lockstep.node.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** What a failure of the file system means, in words: its messages are often only a path. Pure. */
public final class FileFailure {

  private FileFailure() {}

  /** One line, such as {@code no such file or directory: /srv/data}. */
  public static String words(IOException failure) {
    return switch (failure) {
      case NoSuchFileException e -> "no such file or directory: " + e.getFile();
      case FileAlreadyExistsException e -> "something else is there: " + e.getFile();
      case AccessDeniedException e -> "permission denied: " + e.getFile();
      case NotDirectoryException e -> "no directory: " + e.getFile();
      case DirectoryNotEmptyException e -> "not empty: " + e.getFile();
      case FileSystemException e when e.getReason() != null ->
          e.getReason().strip().toLowerCase(Locale.ROOT) + ": " + e.getFile();
      default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
    };
  }
}
