/**
 * Open orders of earlier days, which are no longer on the queue. Nothing ends them automatically: somebody here knows
 * what became of each.
 */
import type { OrderResource } from "@crema/shared/contract/orders";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
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
  const api = useStoreApi();
  const { data, error } = useQuery({
    queryKey: [...ORDERS, "left open"],
    queryFn: () => unwrap(api.v1.stores[":store_id"].queue.$get({ param: { store_id: storeId }, query: { age: "LEFT_OPEN" } })),
  });
  return (
    <Sheet title="Left open from earlier days" isOpen onClose={onClose} size="wide" problem={<ProblemNote error={error} server={BOX} />}>
      <div className="orders">
        <p>Finish each that was handed over, and cancel each that was not.</p>
        <ul className="orders-list">
          {data?.orders.map((order) => (
            <OrderRow key={order.order_id} order={order} onPress={() => onPick(order)} />
          ))}
        </ul>
        {data && data.more > 0 ? <p className="soft">and {data.more} more after these</p> : null}
        {data?.orders.length === 0 ? <p className="soft">Nothing is left open.</p> : null}
      </div>
    </Sheet>
  );
}
