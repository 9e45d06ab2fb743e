/**
 * given(order).when(command).then(events): specifies what is decided, not how. Every decided event is checked
 * against its schema, and so is every order that evolves from it.
 */
import { expect } from "vitest";
import { DomainEvent, type EventOf } from "../events.ts";
import type { ErrorCode, Result } from "../kernel/errors.ts";
import { decideTender, type TenderCommand } from "../payment/decide.ts";
import { decide, type OrderCommand } from "./decide.ts";
import type { DecideContext } from "./decide-context.ts";
import { evolve } from "./evolve.ts";
import { contextOf, testId } from "./order.test-fixture.ts";
import { Order } from "./order.ts";

/** The fields that a test names, at any depth; amounts as plain numbers. */
type Fields<T> = T extends number
  ? number
  : T extends readonly unknown[]
    ? T
    : T extends object
      ? { readonly [K in keyof T]?: Fields<T[K]> }
      : T;
type Expectation<E> = E extends DomainEvent ? Pick<E, "type"> & Fields<Omit<E, "type">> : never;
export type Expected<T extends DomainEvent["type"] = DomainEvent["type"]> = Expectation<EventOf<T>>;

export interface Outcome {
  /** Exactly these events, in this sequence; fields that are not named may be anything. Returns the order after them. */
  then(...expected: Expected[]): Order;
  thenRefused(code: ErrorCode): Record<string, unknown>;
  readonly result: Result<DomainEvent[]>;
}

export function given(
  order: Order | null,
  changes: Partial<DecideContext> = {},
): { when(command: OrderCommand): Outcome; whenTendered(command: Partial<TenderCommand>): Outcome } {
  const context = contextOf(changes);
  return {
    when: (command) => outcome(order, decide(order, command, context)),
    whenTendered: (command) => outcome(order, decideTender(order, { ...TENDER, ...command }, context)),
  };
}

const TENDER: TenderCommand = {
  method: "CASH",
  amount_cents: null,
  tip_cents: 0,
  tendered_cents: null,
  reference: null,
  reference_required: false,
  tip_limit_cents: 0,
  complete: true,
  payment_id: testId(0x900),
  receipt_number: "A-000009",
};

function outcome(order: Order | null, result: Result<DomainEvent[]>): Outcome {
  return {
    result,
    then(...expected) {
      if (!result.ok) throw new Error(`refused: ${result.refusal.code} ${result.refusal.detail}`);
      expect(result.value.map((event) => event.type)).toEqual(expected.map((event) => event.type));
      expect(result.value).toMatchObject(expected);
      return applyAll(order, result.value);
    },
    thenRefused(code) {
      if (result.ok) throw new Error(`decided: ${result.value.map((event) => event.type).join(", ")}`);
      expect(result.refusal.code).toBe(code);
      return { ...result.refusal.extra };
    },
  };
}

/** Evolves through the events; each event and each order on the way must fit its schema without losing a field. */
export function applyAll(order: Order | null, events: readonly DomainEvent[]): Order {
  let state = order;
  for (const event of events) {
    expect(DomainEvent.parse(event)).toEqual(event);
    state = evolve(state, event);
    expect(Order.parse(state)).toEqual(state);
  }
  if (!state) throw new Error("no order came of it");
  return state;
}
