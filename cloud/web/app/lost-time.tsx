/** A payment that came too late: the time that was held for it is another's again, and these are free. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useSlots } from "./use-slots.ts";

const OFFERED = 3;

export function LostTime({ order }: { order: OrderResponse }) {
  const t = useWords();
  const { time, dayName, dayInText } = useFormat();
  const isLost = order.status === "CANCELLED" && order.cancel_cause === "EXPIRED" && order.requested_for !== null;
  const found = useSlots(isLost ? order.store_id : null);
  if (!isLost || !found || order.requested_for === null) return null;
  const zone = found.time_zone;
  const wanted = order.requested_for;
  const next = [...found.slots.filter((at) => at >= wanted), ...found.slots.filter((at) => at < wanted)].slice(0, OFFERED);
  return (
    <section className="note note-warn" aria-label={t("lost.label")}>
      <strong>{t("lost.held", { day: dayName(wanted, zone), time: time(wanted, zone) })}</strong>
      {next.length > 0 ? (
        <p>{t("lost.next", { times: next.map((at) => t("day.time", { day: dayInText(at, zone), time: time(at, zone) })).join("; ") })}</p>
      ) : null}
    </section>
  );
}
