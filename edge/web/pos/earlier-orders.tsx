/** Orders from before the store's present box: the cloud has them, and is asked when somebody wants one. */
import type { EarlierOrder } from "@crema/shared/contract/earlier-orders";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import { BOX, useStoreApi } from "../store-api.ts";

/** `number`: as it was typed. Mounted again for another one. */
export function EarlierOrders({ number, onPick }: { number: string; onPick(order: { order_id: string }): void }) {
  const t = useWords();
  const api = useStoreApi();
  const found = useMutation({ mutationFn: () => unwrap(api.v1["earlier-orders"].$get({ query: { number } })) });
  const brought = useMutation({
    mutationFn: (order_id: string) => unwrap(api.v1["earlier-orders"][":order_id"].$post({ param: { order_id } })),
    onSuccess: onPick,
  });
  const orders = found.data?.orders;
  return (
    <div className="orders-earlier">
      <ProblemNote error={found.error ?? brought.error} server={BOX} />
      {orders === undefined ? (
        <Button isDisabled={found.isPending} onPress={() => found.mutate()}>
          {t(found.isPending ? "pos.earlier.asking" : "pos.earlier.look")}
        </Button>
      ) : null}
      {orders?.length === 0 ? <p className="soft">{t("pos.earlier.none", { number })}</p> : null}
      {orders && orders.length > 0 ? (
        <ul className="orders-list" aria-label={t("pos.earlier.list")}>
          {orders.map((order) => (
            <EarlierRow key={order.order_id} order={order} isBusy={brought.isPending} onPress={() => brought.mutate(order.order_id)} />
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function EarlierRow({ order, isBusy, onPress }: { order: EarlierOrder; isBusy: boolean; onPress(): void }) {
  const t = useWords();
  const { money, time, day } = useFormat();
  return (
    <li>
      <Button isDisabled={isBusy} onPress={onPress}>
        {[
          order.ticket_number ?? "–",
          order.customer_name ?? t("pos.no_name"),
          `${time(order.created_at)}, ${day(order.created_at)}`,
          t(`pos.status.${order.status}`),
          money(order.total_cents, order),
        ].join(" · ")}
      </Button>
    </li>
  );
}
