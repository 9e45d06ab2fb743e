/**
 * Open orders of earlier days, which are no longer on the queue. Nothing ends them automatically: somebody here knows
 * what became of each.
 */
import type { OrderResource } from "@crema/shared/contract/orders";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useQuery } from "@tanstack/react-query";
import { BOX, useStoreApi } from "../store-api.ts";
import { OrderRow } from "./orders-sheet.tsx";
import { ORDERS } from "./query-keys.ts";
import "./orders-sheet.css";

export interface LeftOpenSheetProps {
  readonly storeId: string;
  onPick(order: OrderResource): void;
  onClose(): void;
}

export function LeftOpenSheet({ storeId, onPick, onClose }: LeftOpenSheetProps) {
  const t = useWords();
  const api = useStoreApi();
  const { data, error } = useQuery({
    queryKey: [...ORDERS, "left open"],
    queryFn: () => unwrap(api.v1.stores[":store_id"].queue.$get({ param: { store_id: storeId }, query: { age: "LEFT_OPEN" } })),
  });
  return (
    <Sheet title={t("pos.left_open.title")} isOpen onClose={onClose} size="wide" problem={<ProblemNote error={error} server={BOX} />}>
      <div className="orders">
        <p>{t("pos.left_open.how")}</p>
        <ul className="orders-list">
          {data?.orders.map((order) => (
            <OrderRow key={order.order_id} order={order} onPress={() => onPick(order)} />
          ))}
        </ul>
        {data && data.more > 0 ? <p className="soft">{t("pos.left_open.more", { count: data.more })}</p> : null}
        {data?.orders.length === 0 ? <p className="soft">{t("pos.left_open.none")}</p> : null}
      </div>
    </Sheet>
  );
}
