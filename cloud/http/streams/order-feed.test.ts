import { ONLOOKER } from "@crema/shared/contract/viewers";
import type { TimerHandle } from "@crema/shared/domain/kernel/clock";
import { orderIn } from "@crema/shared/domain/order/order.test-fixture";
import { expect, test } from "vitest";
import type { OrderAt, OrderChange, OrderCursor } from "../../ports.ts";
import { createOrderFeed, type Follower } from "./order-feed.ts";
import type { SharedFrame } from "./shared-frame.ts";

const order = orderIn("PLACED");
const id = order.order_id;

/** An order whose changes a test appends, and whose reads it lets go one by one. */
class Source {
  head = 1;
  reads = 0;
  comparisons = 0;
  failing = false;
  errors = 0;
  /** Changes up to here are no longer kept. */
  forgotten = 0;
  readonly timers: (() => void)[] = [];
  readonly #held: (() => void)[] = [];
  readonly #listeners = new Set<(orderIds: readonly string[] | null) => void>();
  holding = false;

  readonly feed = createOrderFeed({
    queries: {
      changesSince: async (seen) => {
        const head = this.head;
        await this.#gate();
        const changes = seen.flatMap(({ cursor }) => {
          const from = Math.max(cursor, this.forgotten);
          return Array.from({ length: Math.max(0, head - from) }, (_, index) => change(from + 1 + index));
        });
        return { changes, unreadable: [] };
      },
      movedSince: async (seen: readonly OrderCursor[]) => {
        this.comparisons += 1;
        return seen.filter(({ cursor }) => cursor < this.head).map(({ order_id }) => order_id);
      },
    },
    changeNotifier: {
      subscribeOrders: (listener) => {
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
    this.say([id]);
  }

  say(orderIds: readonly string[] | null): void {
    for (const listener of this.#listeners) listener(orderIds);
  }

  letGo(): void {
    for (const go of this.#held.splice(0)) go();
  }

  present(): OrderAt {
    return { order, cursor: this.head, cancel_request_id: null, as_of: order.created_at };
  }

  /** `present`: as it was read for the client a moment ago. */
  follow(after: number | null, present = this.present()): { seen: number[]; frames: SharedFrame[]; ended: number; leave: () => void } {
    const heard = { seen: [] as number[], frames: [] as SharedFrame[], ended: 0 };
    const follower: Follower = {
      viewer: ONLOOKER,
      cursor: -1,
      frame(frame) {
        heard.seen.push(frame.cursor);
        heard.frames.push(frame);
      },
      end: () => void heard.ended++,
    };
    this.feed.follow(present, after, follower);
    return Object.assign(heard, { leave: () => this.feed.leave(id, follower) });
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

test("a change that is announced between a client's first read and its place in the feed is not lost", async () => {
  const source = new Source();
  const present = source.present();
  source.change();
  const client = source.follow(null, present);
  await settled();
  expect(client.seen).toEqual([1, 2]);
});

test("clients that join at different cursors each hear every change once and in order; a change is read once, its bytes made once", async () => {
  const source = new Source();
  source.head = 5;
  const [fresh, behind, upToDate] = [source.follow(null), source.follow(2), source.follow(5)];
  await settled();
  const before = source.reads;
  source.change();
  await settled();
  expect([fresh.seen, behind.seen, upToDate.seen]).toEqual([[5, 6], [3, 4, 5, 6], [6]]);
  expect(source.reads).toBe(before + 1);
  expect(fresh.frames.at(-1)?.sse()).toBe(upToDate.frames.at(-1)?.sse());
});

test("a client that comes during a read and has seen less than that began with is told what it has missed, in order", async () => {
  const source = new Source();
  const first = source.follow(null);
  await settled();
  source.holding = true;
  source.head = 4;
  source.say([id]);
  const late = source.follow(0);
  source.holding = false;
  source.change();
  source.letGo();
  await settled();
  expect(first.seen).toEqual([1, 2, 3, 4, 5]);
  expect(late.seen).toEqual([1, 2, 3, 4, 5]);
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

test("a client whose missed changes are no longer kept is told the present state", async () => {
  const source = new Source();
  source.head = source.forgotten = 5;
  const client = source.follow(2);
  await settled();
  source.change();
  await settled();
  expect(client.seen).toEqual([5, 6]);
});

test("a read that fails is tried again; nobody is cut and nothing is missed", async () => {
  const source = new Source();
  const client = source.follow(null);
  await settled();
  source.failing = true;
  source.change();
  await settled();
  expect([client.seen, source.errors, client.ended]).toEqual([[1], 1, 0]);
  source.change();
  await settled();
  expect(source.errors).toBe(1);
  source.failing = false;
  for (const run of source.timers.splice(0)) run();
  await settled();
  expect(client.seen).toEqual([1, 2, 3]);
});

test("where any order may have moved, one comparison says which, and only those are read", async () => {
  const source = new Source();
  const client = source.follow(null);
  await settled();
  const before = source.reads;
  source.say(null);
  await settled();
  expect([source.comparisons, source.reads]).toEqual([1, before]);
  source.head += 1;
  source.say(null);
  await settled();
  expect([client.seen, source.comparisons, source.reads]).toEqual([[1, 2], 2, before + 1]);
});

test("who has left hears nothing, and an order that nobody follows is not read", async () => {
  const source = new Source();
  const [one, two] = [source.follow(null), source.follow(null)];
  await settled();
  one.leave();
  source.change();
  await settled();
  expect([one.seen, two.seen, source.feed.followers()]).toEqual([[1], [1, 2], 1]);
  two.leave();
  const before = source.reads;
  source.change();
  source.say(null);
  await settled();
  expect([source.reads, source.comparisons, source.feed.followers(), source.listeners]).toEqual([before, 0, 0, 0]);
});

test("a feed that stops ends everyone, and those who come later", async () => {
  const source = new Source();
  const joined = source.follow(null);
  await settled();
  source.feed.stop();
  const late = source.follow(null);
  expect([joined.ended, late.ended, source.listeners]).toEqual([1, 1, 0]);
});
