/**
 * Moves orders on, as the box allows. Starting and finishing are sent at once, so that two baristas see each other's
 * steps; handing over, which cannot be undone, waits five seconds for an undo. Each step names the status that the
 * ticket showed. After a lost race the refusal holds the current order, which is shown with who was faster.
 */
import type { OrderResource, OrderResponse } from "@crema/shared/contract/orders";
import type { Station } from "@crema/shared/domain/menu/menu";
import type { OrderStatus } from "@crema/shared/domain/order/order";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { type Changed, UNSETTLED_MS } from "@crema/ui/use-settled.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useRef, useState } from "react";
import { useStoreApi } from "../store-api.ts";
import type { Flash } from "../use-flash.ts";
import { useFlash } from "../use-flash.ts";

const UNDO_MS = 5_000;
const RACE_NOTE_MS = 12_000;

/** Why a step was not made: somebody else's came first, or the ticket had just moved. */
export interface Lost {
  readonly order: OrderResource;
  readonly isRace: boolean;
}

export interface Steps {
  step(order: OrderResource, to: OrderStatus): void;
  setMade(order: OrderResource, lineId: string, made: boolean): void;
  /** Reports the station's part as made, or undoes that. */
  setDone(order: OrderResource, station: Station, done: boolean): void;
  /** Somebody has looked whether the order was made, which the box before may have begun. */
  look(order: OrderResource, made: boolean): void;
  /** Puts it before the others, or back where its promise is. */
  rush(order: OrderResource, isRush: boolean): void;
  /** A sheet of the order's own has changed it. */
  took(order: OrderResource): void;
  /** A tap was meant for what was there before. */
  tooEarly(order: OrderResource, changed: Changed): void;
  /** Whether a request for the order is under way, or its hand-over waits for an undo. */
  isAsking(orderId: string): boolean;
  isLeaving(orderId: string): boolean;
  /** Whether this screen made the order's last step. */
  isOwn(order: OrderResource): boolean;
  /**
   * The last step, while it can be undone, and for a moment longer without `run`, so that no late tap goes to what is
   * behind it.
   */
  readonly undo: { readonly text: string; readonly run: (() => void) | null } | null;
  /** Steps that were lost, by order. */
  readonly lost: Flash<Lost>;
  /** The last error that was not a lost race. */
  readonly error: unknown;
  forgetError(): void;
}

export function useSteps(take: (order: OrderResource) => void): Steps {
  const api = useStoreApi();
  const t = useWords();
  const { timers } = usePorts();
  const nameOf = (order: OrderResource): string => order.ticket_number ?? t("queue.the_order");
  const [asking, setAsking] = useState<ReadonlySet<string>>(new Set());
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set());
  const [undo, setUndo] = useState<Steps["undo"]>(null);
  const [error, setError] = useState<unknown>(null);
  const lost = useFlash<Lost>(RACE_NOTE_MS);
  /** The steps made here: order and time. */
  const own = useRef(new Set<string>());

  const offer = (text: string, forMs: number, run: () => void) => {
    const offered = {
      text,
      run() {
        setUndo((now) => (now === offered ? null : now));
        run();
      },
    };
    const over = { text, run: null };
    setUndo(offered);
    timers.after(forMs, () => setUndo((now) => (now === offered ? over : now)));
    timers.after(forMs + UNSETTLED_MS, () => setUndo((now) => (now === over ? null : now)));
  };

  async function send(order: OrderResource, call: () => Promise<OrderResponse>, done?: (after: OrderResponse) => void): Promise<void> {
    const { order_id } = order;
    setAsking((before) => new Set(before).add(order_id));
    setError(null);
    try {
      const after = await call();
      own.current.add(stepKey(after));
      take(after);
      done?.(after);
    } catch (failure) {
      const present = isRefusal(failure) ? (failure.problem as { order?: OrderResource }).order : undefined;
      if (present) {
        take(present);
        lost.mark(order_id, { order: present, isRace: true });
      } else setError(failure);
    } finally {
      setAsking((before) => without(before, order_id));
    }
  }

  function move(order: OrderResource, to: OrderStatus): void {
    const param = { order_id: order.order_id };
    const json = { to_status: to, expected_status: order.status, reason: null };
    void send(
      order,
      () => unwrap(api.v1.orders[":order_id"].transition.$post({ param, json })),
      (after) => {
        if (to === "READY") offer(t("queue.is_ready", { number: nameOf(order) }), UNDO_MS, () => move(after, "IN_PROGRESS"));
      },
    );
  }

  function setDone(order: OrderResource, station: Station, done: boolean): void {
    const param = { order_id: order.order_id, station };
    const json = { done, expected_status: order.status };
    void send(
      order,
      () => unwrap(api.v1.orders[":order_id"].stations[":station"].done.$put({ param, json })),
      (after) => {
        if (!done) return;
        const text =
          after.status === "READY" ? t("queue.is_ready", { number: nameOf(order) }) : t("queue.is_done_here", { number: nameOf(order) });
        offer(text, UNDO_MS, () => setDone(after, station, false));
      },
    );
  }

  function handOver(order: OrderResource): void {
    const { order_id } = order;
    setLeaving((before) => new Set(before).add(order_id));
    const timer = timers.after(UNDO_MS, () => {
      setLeaving((before) => without(before, order_id));
      move(order, "COMPLETED");
    });
    offer(t("queue.handing_over", { number: nameOf(order) }), UNDO_MS, () => {
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
      void send(order, () => unwrap(api.v1.orders[":order_id"].lines[":line_id"].made.$put({ param, json: { made } })));
    },
    look(order, made) {
      const param = { order_id: order.order_id };
      if (!asking.has(order.order_id)) void send(order, () => unwrap(api.v1.orders[":order_id"].look.$post({ param, json: { made } })));
    },
    rush(order, is_rush) {
      const param = { order_id: order.order_id };
      if (!asking.has(order.order_id)) void send(order, () => unwrap(api.v1.orders[":order_id"].rush.$post({ param, json: { is_rush } })));
    },
    took: take,
    setDone(order, station, done) {
      if (!asking.has(order.order_id)) setDone(order, station, done);
    },
    tooEarly(order, changed) {
      const { last_step, amended_at } = order;
      const isStepLast = last_step !== null && (amended_at === null || amended_at < last_step.at);
      lost.mark(order.order_id, { order, isRace: changed === "meaning" && isStepLast });
    },
    isAsking: (orderId) => asking.has(orderId),
    isLeaving: (orderId) => leaving.has(orderId),
    // The stream may be sooner than the response.
    isOwn: (order) => asking.has(order.order_id) || own.current.has(stepKey(order)),
    undo,
    lost,
    error,
    forgetError: () => setError(null),
  };
}

const stepKey = ({ order_id, last_step }: OrderResource): string => `${order_id} ${last_step?.at}`;

const without = (ids: ReadonlySet<string>, id: string): ReadonlySet<string> => new Set([...ids].filter((one) => one !== id));
