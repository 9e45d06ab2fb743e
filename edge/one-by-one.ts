/** What the box does by itself for many orders: each in a commit of its own, so that one that cannot be stored holds up no other. */
import type { Result } from "@crema/shared/domain/kernel/errors";

/**
 * Goes on until `work` has returned true for `atMost` of them; returns those. A refusal, or what `work` threw, is reported with the
 * order's id.
 */
export async function oneByOne(
  orderIds: readonly string[],
  work: (orderId: string) => Promise<Result<boolean>>,
  onError: (error: unknown) => void,
  atMost = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const done: string[] = [];
  for (const orderId of orderIds) {
    if (done.length >= atMost) break;
    try {
      const worked = await work(orderId);
      if (worked.ok && worked.value) done.push(orderId);
      if (worked.ok) continue;
      const { code, detail } = worked.refusal;
      if (code !== "service.unavailable") onError(new Error(`order ${orderId}: ${code}: ${detail}`));
      // It is none of this order's: the others would be refused as well.
      if (code === "service.unavailable" || code === "storage.full") break;
    } catch (cause) {
      onError(new Error(`order ${orderId}`, { cause }));
    }
  }
  return done;
}
