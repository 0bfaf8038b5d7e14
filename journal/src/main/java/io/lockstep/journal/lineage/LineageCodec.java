package io.lockstep.journal.lineage;

/** Node records and lineages as bytes. */
public final class LineageCodec {

  private LineageCodec() {}

  public static byte[] encode(NodeRecord record) {
    throw new UnsupportedOperationException();
  }

  public static byte[] encode(Lineage lineage) {
    throw new UnsupportedOperationException();
  }

  public static NodeRecord decodeRecord(byte[] bytes) {
    throw new UnsupportedOperationException();
  }

  public static Lineage decodeLineage(byte[] bytes) {
    throw new UnsupportedOperationException();
  }
}
