/** Cancels an order. The response says what is to be handed back, so one that was lost is asked for again under the same key. */
import type { RefundResponse } from "@crema/shared/contract/money";
import type { CancelRequest, OrderResponse } from "@crema/shared/contract/orders";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { usePendingWrites } from "@crema/ui/client/use-pending-writes.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useStoreApi } from "../store-api.ts";
import type { SentBefore } from "./sent-before-question.tsx";

interface Cancelled {
  readonly order: OrderResponse;
  readonly refunds: RefundResponse["refunds"];
}
/** As it is stored until the box has responded. */
type Cancelling = Omit<CancelRequest, "manager_pin">;

export function useCancel({ order_id }: OrderResponse) {
  const t = useWords();
  const api = useStoreApi();
  const writes = usePendingWrites();
  const name = `cancel:${order_id}`;
  const sentBefore = () => writes.pending(name) as Cancelling | null;
  /** The PIN is sent and never stored: what is repeated goes without. */
  const send = (json: Cancelling, manager_pin: string | null): Promise<Cancelled> =>
    writes
      .run(name, json, (key) =>
        unwrap(
          api.v1.orders[":order_id"].cancel.$post({
            ...{ param: { order_id }, header: { "idempotency-key": key } },
            json: { ...json, manager_pin },
          }),
        ),
      )
      .then((order) => ({ order, refunds: order.refunds }));
  const cancel = (json: Cancelling, manager_pin: string | null): Promise<Cancelled> => {
    const tried = sentBefore();
    // The stream may have told of it already: what was sent named the status before.
    const isThat = tried?.reason === json.reason && tried.no_show === json.no_show;
    return send(isThat ? tried : json, manager_pin);
  };
  const tried = sentBefore();
  const before: SentBefore<Cancelled> | null = tried && {
    what: t("pos.cancel.before", { reason: tried.reason ?? "" }),
    again: () => send(tried, null),
    forget: () => writes.forget(name),
  };
  return { cancel, before };
}
