package io.lockstep.control.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The terminal, with keys that arrive at once and are not shown, by stty(1). Gives it back as it
 * was when closed.
 */
final class RawTerminal implements AutoCloseable {
  private static final Path TTY = Path.of("/dev/tty");
  private static final String HIDE_CURSOR = "\u001b[?25l";
  private static final String SHOW_CURSOR = "\u001b[?25h";
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_REST_OF_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

  private final PrintWriter out;
  private final String settings;
  private final BlockingQueue<Integer> keys = new LinkedBlockingQueue<>();

  private RawTerminal(PrintWriter out, String settings) {
    this.out = out;
    this.settings = settings;
  }

  static RawTerminal open(PrintWriter out) throws IOException, InterruptedException {
    RawTerminal terminal = new RawTerminal(out, stty("-g").strip());
    stty("-icanon", "-echo", "min", "1");
    out.print(HIDE_CURSOR + HOME + CLEAR_BELOW);
    Thread.ofPlatform().name("keys").daemon().start(terminal::readKeys);
    return terminal;
  }

  private void readKeys() {
    try (InputStream input = Files.newInputStream(TTY)) {
      int key;
      while ((key = input.read()) >= 0) {
        keys.add(key);
      }
    } catch (IOException e) {
      keys.add((int) 'q');
    }
  }

  /** The next key, or empty when none is pressed in that time. */
  OptionalInt key(Duration limit) throws InterruptedException {
    Integer key = keys.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    return key == null ? OptionalInt.empty() : OptionalInt.of(key);
  }

  /** Draws over what is there, so that nothing flickers. */
  void draw(List<String> lines) {
    StringBuilder screen = new StringBuilder(HOME);
    lines.forEach(line -> screen.append(line).append(CLEAR_REST_OF_LINE).append("\r\n"));
    out.print(screen.append(CLEAR_BELOW));
    out.flush();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    out.print(SHOW_CURSOR);
    out.flush();
    stty(settings);
  }

  private static String stty(String... arguments) throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of("stty"));
    command.addAll(List.of(arguments));
    Process stty =
        new ProcessBuilder(command).redirectInput(TTY.toFile()).redirectErrorStream(true).start();
    String output = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (stty.waitFor() != 0) {
      throw new IOException("expected a terminal, found: " + output.strip());
    }
    return output;
  }
}
