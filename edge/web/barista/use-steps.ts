/**
 * Moves orders on, as the box allows. Starting and finishing are sent at once, so that two baristas hear of each other; handing over,
 * which nothing takes back, waits three seconds for an undo.
 * Easy to get wrong: a lost race. The refusal has the order as it stands now, which is painted with who was faster.
 */
import type { OrderAnswer, ShownOrder } from "@crema/shared/api/orders";
import type { OrderStatus } from "@crema/shared/order/order";
import { ask, isRefusal } from "@crema/ui/api/ask.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useState } from "react";
import { useStoreApi } from "../store-api.ts";
import type { Flash } from "../use-flash.ts";
import { useFlash } from "../use-flash.ts";

const UNDO_MS = 3_000;
const UNDO_READY_MS = 6_000;
const RACE_NOTE_MS = 12_000;
/** So long a button waits under its new name: a second tap was meant for what it said before. */
const DOUBLE_TAP_MS = 600;

export interface Steps {
  step(order: ShownOrder, to: OrderStatus): void;
  setMade(order: ShownOrder, lineId: string, made: boolean): void;
  /** The orders that are being asked about, or whose handing over waits for an undo. */
  isAsking(orderId: string): boolean;
  isLeaving(orderId: string): boolean;
  /** The last step, while it can be taken back. */
  readonly undo: { readonly text: string; run(): void } | null;
  /** What was decided otherwise, by order. */
  readonly lost: Flash<ShownOrder>;
  /** What went wrong last, in no race. */
  readonly error: unknown;
}

export function useSteps(take: (order: ShownOrder) => void): Steps {
  const api = useStoreApi();
  const { timers } = usePorts();
  const [asking, setAsking] = useState<ReadonlySet<string>>(new Set());
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set());
  const [undo, setUndo] = useState<Steps["undo"]>(null);
  const [error, setError] = useState<unknown>(null);
  const lost = useFlash<ShownOrder>(RACE_NOTE_MS);

  const offer = (text: string, forMs: number, run: () => void) => {
    const offered = {
      text,
      run() {
        setUndo((now) => (now === offered ? null : now));
        run();
      },
    };
    setUndo(offered);
    timers.after(forMs, () => setUndo((now) => (now === offered ? null : now)));
  };

  async function send(order: ShownOrder, restMs: number, call: () => Promise<OrderAnswer>, done?: () => void): Promise<void> {
    const { order_id } = order;
    setAsking((before) => new Set(before).add(order_id));
    try {
      take(await call());
      setError(null);
      done?.();
    } catch (failure) {
      const present = isRefusal(failure) ? (failure.problem as { order?: ShownOrder }).order : undefined;
      if (present) {
        take(present);
        lost.mark(order_id, present);
      } else setError(failure);
    } finally {
      timers.after(restMs, () => setAsking((before) => without(before, order_id)));
    }
  }

  function move(order: ShownOrder, to: OrderStatus): void {
    const param = { order_id: order.order_id };
    const json = { to_status: to, expected_status: order.status, reason: null };
    void send(
      order,
      DOUBLE_TAP_MS,
      () => ask(api.v1.orders[":order_id"].transition.$post({ param, json })),
      () => {
        if (to !== "READY") return;
        const back = { ...order, status: "READY" } as ShownOrder;
        offer(`${order.ticket_number ?? "The order"} is ready.`, UNDO_READY_MS, () => move(back, "IN_PROGRESS"));
      },
    );
  }

  function handOver(order: ShownOrder): void {
    const { order_id } = order;
    setLeaving((before) => new Set(before).add(order_id));
    const timer = timers.after(UNDO_MS, () => {
      setLeaving((before) => without(before, order_id));
      move(order, "COMPLETED");
    });
    offer(`Handing over ${order.ticket_number ?? "the order"} …`, UNDO_MS, () => {
      timer.cancel();
      setLeaving((before) => without(before, order_id));
    });
  }

  return {
    step(order, to) {
      if (asking.has(order.order_id) || leaving.has(order.order_id)) return;
      if (to === "COMPLETED") handOver(order);
      else move(order, to);
    },
    setMade(order, lineId, made) {
      const param = { order_id: order.order_id, line_id: lineId };
      void send(order, 0, () => ask(api.v1.orders[":order_id"].lines[":line_id"].made.$put({ param, json: { made } })));
    },
    isAsking: (orderId) => asking.has(orderId),
    isLeaving: (orderId) => leaving.has(orderId),
    undo,
    lost,
    error,
  };
}

const without = (ids: ReadonlySet<string>, id: string): ReadonlySet<string> => new Set([...ids].filter((one) => one !== id));
