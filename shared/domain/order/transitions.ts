/**
 * The one transition table, used by store and cloud. Total: a new status or an unhandled cell does not compile.
 * A cell says who may ask for the step and under which guard; `null` is never.
 */
import type { StatusEvent } from "../events.ts";
import type { OrderStatus } from "./order.ts";

/** Who asks: staff at the store, the customer, the system (expiry, decline, withdraw), the payment service. */
export type Asker = "staff" | "customer" | "system" | "payment";

/**
 * `at_store`: the order is paid at the store. `settled`: captures sum to the total.
 * `within_recall_window`: not too late to recall, or a manager's no-show.
 */
export type Guard = "at_store" | "settled" | "within_recall_window";

export interface Transition {
  readonly event: StatusEvent["type"] | "order.confirmed";
  readonly by: readonly Asker[];
  readonly guards: readonly Guard[];
}

const cancelBeforeStart: Transition = { event: "order.cancelled", by: ["staff", "customer", "system"], guards: [] };

/*
 *          started                  readied            completed
 *  PLACED ───────────▶ IN_PROGRESS ─────────▶ READY ─────────────▶ COMPLETED
 *   │  │                 ▲   │ ▲               │
 *   │  │ paid online     │   │ └───────────────┘
 *   │  └────────▶ PAID ──┘   │      recalled
 *   │              │ started │
 *   │              │         │
 *   └──────────────┴─────────┴────▶ CANCELLED
 */
export const TRANSITIONS: Readonly<Record<OrderStatus, Readonly<Record<OrderStatus, Transition | null>>>> = {
  PLACED: {
    PLACED: null,
    PAID: { event: "order.confirmed", by: ["payment"], guards: [] },
    IN_PROGRESS: { event: "order.started", by: ["staff"], guards: ["at_store"] },
    READY: null,
    COMPLETED: null,
    CANCELLED: cancelBeforeStart,
  },
  PAID: {
    PLACED: null,
    PAID: null,
    IN_PROGRESS: { event: "order.started", by: ["staff"], guards: [] },
    READY: null,
    COMPLETED: null,
    CANCELLED: cancelBeforeStart,
  },
  IN_PROGRESS: {
    PLACED: null,
    PAID: null,
    IN_PROGRESS: null,
    READY: { event: "order.readied", by: ["staff"], guards: [] },
    COMPLETED: null,
    CANCELLED: { event: "order.cancelled", by: ["staff"], guards: [] },
  },
  READY: {
    PLACED: null,
    PAID: null,
    IN_PROGRESS: { event: "order.recalled", by: ["staff"], guards: ["within_recall_window"] },
    READY: null,
    COMPLETED: { event: "order.completed", by: ["staff"], guards: ["settled"] },
    CANCELLED: null,
  },
  COMPLETED: { PLACED: null, PAID: null, IN_PROGRESS: null, READY: null, COMPLETED: null, CANCELLED: null },
  CANCELLED: { PLACED: null, PAID: null, IN_PROGRESS: null, READY: null, COMPLETED: null, CANCELLED: null },
};

/** The step that a status event of the log claims to have made; null if the table has no such step. */
export function transitionOf(event: StatusEvent): { to: OrderStatus; transition: Transition } | null {
  const to = TARGET[event.type];
  const transition = TRANSITIONS[event.from_status][to];
  return transition?.event === event.type ? { to, transition } : null;
}

const TARGET: Record<StatusEvent["type"], OrderStatus> = {
  "order.started": "IN_PROGRESS",
  "order.readied": "READY",
  "order.completed": "COMPLETED",
  "order.recalled": "IN_PROGRESS",
  "order.cancelled": "CANCELLED",
};
