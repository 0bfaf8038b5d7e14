package io.lockstep.control.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Compares what clients were told with what an application holds. Pure. */
public final class LedgerCheck {

  /**
   * The outcome.
   *
   * @param lost acknowledged orders that are not there as they were acknowledged
   * @param repeated orders that are there more than once
   */
  public record Result(List<Order> lost, List<Order> repeated) {
    public boolean isClean() {
      return lost.isEmpty() && repeated.isEmpty();
    }
  }

  private LedgerCheck() {}

  /** Every acknowledged order must be there exactly once, with its number and content. */
  public static Result compare(List<Order> acknowledged, List<Order> held) {
    Map<String, List<Order>> byKey = held.stream().collect(Collectors.groupingBy(Order::key));
    Map<Long, List<Order>> byNumber = held.stream().collect(Collectors.groupingBy(Order::number));
    List<Order> lost = new ArrayList<>();
    for (Order order : acknowledged) {
      if (!byKey.getOrDefault(order.key(), List.of()).contains(order)) {
        lost.add(order);
      }
    }
    List<Order> repeated =
        held.stream()
            .filter(o -> byKey.get(o.key()).size() > 1 || byNumber.get(o.number()).size() > 1)
            .toList();
    return new Result(List.copyOf(lost), repeated);
  }
}
