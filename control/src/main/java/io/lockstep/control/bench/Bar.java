package io.lockstep.control.bench;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How fast something must be: in times of another target, measured in the same run. Pure.
 *
 * @param timesGluster of GlusterFS whose writes return when both bricks have them; 0: says nothing
 * @param timesNative of the original file system; 0: says nothing
 */
record Bar(double timesGluster, double timesNative) {

  static Bar gluster(double times) {
    return new Bar(times, 0);
  }

  static Bar original(double times) {
    return new Bar(0, times);
  }

  /** Both parts must be met; one that is missed is enough to know. */
  Verdict verdict(OptionalDouble xGluster, OptionalDouble xNative) {
    Verdict gluster = part(timesGluster, xGluster);
    Verdict original = part(timesNative, xNative);
    if (gluster == Verdict.MISSED || original == Verdict.MISSED) {
      return Verdict.MISSED;
    }
    return gluster == Verdict.MET && original == Verdict.MET ? Verdict.MET : Verdict.UNKNOWN;
  }

  private static Verdict part(double times, OptionalDouble measured) {
    if (times == 0) {
      return Verdict.MET;
    }
    if (measured.isEmpty()) {
      return Verdict.UNKNOWN;
    }
    return measured.getAsDouble() >= times ? Verdict.MET : Verdict.MISSED;
  }

  /** Such as {@code 2.5 xG, 0.40 xN}. */
  @Override
  public String toString() {
    String gluster = timesGluster == 0 ? "" : number(timesGluster) + " xG";
    String original = timesNative == 0 ? "" : number(timesNative) + " xN";
    return gluster + (gluster.isEmpty() || original.isEmpty() ? "" : ", ") + original;
  }

  private static String number(double times) {
    return times < 1
        ? String.format(Locale.ROOT, "%.2f", times)
        : String.format(Locale.ROOT, "%.1f", times);
  }
}
