/** The idempotency keys of orders, each written with its order: one order per key, whoever it was given to (U9). */
import type { Order } from "@crema/shared/domain/order/order";
import type { Batch } from "./batch.ts";
import { insertInto, insertRows, text, uuid } from "./insert.ts";
import type { OrderRecord } from "./orders.ts";
import type { KeyRow } from "./pending-rows.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** An order that a unit of work has touched, as it is now. */
export interface OrderState {
  readonly record: OrderRecord;
  readonly order: Order;
}

/** Of orders that are stored here for the first time. Those that are placed here: their key was looked up under the lock, and is free. */
function keysOf(states: readonly OrderState[], { pending }: UnitOfWork, arePlacedHere: boolean): KeyRow[] {
  return states.flatMap(({ record, order }): KeyRow[] => {
    const response = pending.responses.get(order.order_id);
    if (!record.created || (response !== undefined) !== arePlacedHere) return [];
    return [
      {
        order,
        request_hash: response?.request_hash ?? null,
        exact_hash: response?.exact_hash ?? null,
        answer: response?.body ?? null,
      },
    ];
  });
}

/** Of orders that were placed here, whose keys are free. */
export async function writeOwnKeys(batch: Batch, unit: UnitOfWork, states: readonly OrderState[]): Promise<void> {
  await insertRows(batch, INSERT_KEYS, keysOf(states, unit, true));
}

/** Of orders that were born elsewhere. Before the rest: a second order for a key is not refused but becomes an exception. */
export async function writeOthersKeys(unit: UnitOfWork, states: readonly OrderState[]): Promise<void> {
  const keys = keysOf(states, unit, false);
  const taken = await insertRows<KeyRow, { order_id: string }>(unit.client, INSERT_OTHERS_KEYS, keys);
  raiseForSecondIds(
    keys.map(({ order }) => order),
    new Set(taken.map((row) => row.order_id)),
    unit,
  );
}

/** U9: a second id for a key. Both facts stay; a person has to look. */
function raiseForSecondIds(born: readonly Order[], taken: ReadonlySet<string>, unit: UnitOfWork): void {
  for (const order of born) {
    if (taken.has(order.order_id)) continue;
    unit.raise({
      store_id: order.store_id,
      order_id: order.order_id,
      kind: "order.key_used_twice",
      detail: `A second order came in under the idempotency key "${order.idempotency_key}" of ${order.principal}.`,
      what_to_do: "Both orders stand. Compare them with the store; cancel or refund the one that was not meant.",
    });
  }
}

const KEY_COLUMNS = {
  store_id: text<KeyRow>((row) => row.order.store_id),
  principal: text<KeyRow>((row) => row.order.principal),
  idempotency_key: text<KeyRow>((row) => row.order.idempotency_key),
  order_id: uuid<KeyRow>((row) => row.order.order_id),
  request_hash: text<KeyRow>((row) => row.request_hash),
  exact_hash: text<KeyRow>((row) => row.exact_hash),
  answer: text<KeyRow>((row) => row.answer),
};

const INSERT_KEYS = insertInto<KeyRow>("order_keys", KEY_COLUMNS);
const INSERT_OTHERS_KEYS = insertInto<KeyRow>("order_keys", KEY_COLUMNS, "ON CONFLICT DO NOTHING RETURNING order_id", "insert_others_keys");
