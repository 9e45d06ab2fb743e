import { ONLOOKER } from "@crema/shared/contract/viewers";
import type { TimerHandle } from "@crema/shared/domain/kernel/clock";
import { orderIn } from "@crema/shared/domain/order/order.test-fixture";
import { expect, test } from "vitest";
import type { OrderChange } from "../../ports.ts";
import { createOrderFeed } from "./order-feed.ts";

const order = orderIn("PLACED");
const id = order.order_id;

/** An order whose changes a test appends, and whose reads it lets go one by one. */
class Source {
  head = 1;
  reads = 0;
  failing = false;
  errors = 0;
  readonly timers: (() => void)[] = [];
  readonly #held: (() => void)[] = [];
  readonly #listeners = new Set<() => void>();
  holding = false;

  readonly feed = createOrderFeed({
    queries: {
      order: async () => {
        const cursor = this.head;
        await this.#gate();
        return { order, cursor, cancel_request_id: null, as_of: order.created_at };
      },
      changesOf: async (_id, after) => {
        const head = this.head;
        await this.#gate();
        return Array.from({ length: Math.max(0, head - after) }, (_, index) => change(after + 1 + index));
      },
    },
    changeNotifier: {
      subscribeOrder: (_id, listener) => {
        this.#listeners.add(listener);
        return () => void this.#listeners.delete(listener);
      },
    },
    timers: {
      after: (_ms, run): TimerHandle => {
        this.timers.push(run);
        return { cancel: () => undefined };
      },
      afterTurn: (run): TimerHandle => {
        this.timers.push(run);
        return { cancel: () => undefined };
      },
    },
    onError: () => {
      this.errors += 1;
    },
  });

  async #gate(): Promise<void> {
    this.reads += 1;
    if (this.failing) throw new Error("the database is away");
    if (this.holding) await new Promise<void>((resolve) => this.#held.push(resolve));
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Commits one more change, and says so. */
  change(): void {
    this.head += 1;
    for (const listener of this.#listeners) listener();
  }

  letGo(): void {
    for (const go of this.#held.splice(0)) go();
  }

  follow(after: number | null): { seen: number[]; ended: string[]; leave: () => void } {
    const seen: number[] = [];
    const ended: string[] = [];
    const leave = this.feed.follow(id, after, {
      viewer: ONLOOKER,
      frame: (_text, cursor) => seen.push(cursor),
      end: (why) => ended.push(why),
    });
    return { seen, ended, leave };
  }
}

function change(cursor: number): OrderChange {
  const event = {
    type: "order.offered",
    promised_at: null,
    event_id: id,
    store_id: order.store_id,
    at: order.created_at,
    actor: { kind: "cloud", id: null, name: null },
    order_id: id,
  } as const;
  return { order_id: id, cursor, event, order };
}

/** Whatever was ready to run has run. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test("a change that is announced while a client's first read is under way is not lost", async () => {
  const source = new Source();
  source.holding = true;
  const client = source.follow(null);
  source.change();
  source.holding = false;
  source.letGo();
  await settled();
  expect(client.seen).toEqual([1, 2]);
});

test("clients that join at different cursors each hear every change once and in order, and a change is read once", async () => {
  const source = new Source();
  source.head = 5;
  const [fresh, behind, upToDate] = [source.follow(null), source.follow(2), source.follow(5)];
  await settled();
  const before = source.reads;
  source.change();
  await settled();
  expect([fresh.seen, behind.seen, upToDate.seen]).toEqual([[5, 6], [3, 4, 5, 6], [6]]);
  expect(source.reads).toBe(before + 1);
});

test("a client whose first read is older than what the others were told catches up before it joins", async () => {
  const source = new Source();
  const first = source.follow(null);
  await settled();
  source.holding = true;
  const late = source.follow(null);
  source.holding = false;
  source.change();
  source.change();
  await settled();
  source.letGo();
  await settled();
  source.change();
  await settled();
  expect(first.seen).toEqual([1, 2, 3, 4]);
  expect(late.seen).toEqual([1, 2, 3, 4]);
});

test("a client that has read further than the others were told hears nothing twice", async () => {
  const source = new Source();
  const first = source.follow(null);
  await settled();
  source.head += 1;
  const ahead = source.follow(null);
  await settled();
  source.change();
  await settled();
  expect([first.seen, ahead.seen]).toEqual([
    [1, 2, 3],
    [2, 3],
  ]);
});

test("a read that fails is tried again; nobody is cut and nothing is missed", async () => {
  const source = new Source();
  const client = source.follow(null);
  await settled();
  source.failing = true;
  source.change();
  await settled();
  expect([client.seen, source.errors, client.ended]).toEqual([[1], 1, []]);
  source.failing = false;
  for (const run of source.timers.splice(0)) run();
  await settled();
  expect(client.seen).toEqual([1, 2]);
});

test("who has left hears nothing, and the last one takes the subscription along", async () => {
  const source = new Source();
  const [one, two] = [source.follow(null), source.follow(null)];
  await settled();
  one.leave();
  source.change();
  await settled();
  expect([one.seen, two.seen, source.feed.followers()]).toEqual([[1], [1, 2], 1]);
  two.leave();
  expect([source.listeners, source.feed.followers()]).toEqual([0, 0]);
});

test("a feed that stops ends everyone, also those who are just joining, and those who come later", async () => {
  const source = new Source();
  const joined = source.follow(null);
  await settled();
  source.holding = true;
  const joining = source.follow(null);
  source.feed.stop();
  const late = source.follow(null);
  expect([joined.ended, joining.ended, late.ended]).toEqual([["stopping"], ["stopping"], ["stopping"]]);
});

test("a client that cannot be read for is sent away to come back", async () => {
  const source = new Source();
  source.failing = true;
  const client = source.follow(3);
  await settled();
  expect(client.ended).toEqual(["unreadable"]);
});
