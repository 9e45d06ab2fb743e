/**
 * What happens to orders, for everyone who follows one. What all followers of a node wait for is read together: one statement
 * for the orders of many notices, and one after a lost connection, however many are followed. A change is made into text once
 * per order and kind of viewer.
 * Pitfall: the moment between a client's first read and its place in the feed, in which a change may be announced. So each
 * order is read once more after somebody has joined, and every client has a cursor of its own: what it has seen is left out.
 */
import type { OrderFrame } from "@crema/shared/contract/streams";
import type { TimerHandle, Timers } from "@crema/shared/domain/kernel/clock";
import type { Viewer } from "@crema/shared/domain/order/allowed";
import { shownInCloud } from "../../order-presenter.ts";
import type { ChangeNotifier, CloudQueries, OrderAt, OrderChange, OrderCursor } from "../../ports.ts";
import { SharedFrame } from "./shared-frame.ts";

export interface Follower {
  /** Who may do the same is told the same text. */
  readonly viewer: Viewer;
  /** The last change that it was told of; the feed moves it on. */
  cursor: number;
  frame(frame: SharedFrame): void;
  /** The feed stops; the client comes back with its cursor. Followers still have to leave. */
  end(): void;
}

export interface OrderFeed {
  /** Tells the follower what came after the cursor, or the present state for null, then each change. `present`: as just read. */
  follow(present: OrderAt, after: number | null, follower: Follower): void;
  leave(orderId: string, follower: Follower): void;
  followers(): number;
  stop(): void;
}

export interface OrderFeedDeps {
  readonly queries: Pick<CloudQueries, "changesSince" | "movedSince">;
  readonly changeNotifier: Pick<ChangeNotifier, "subscribeOrders">;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
}

/** How long the feed waits after a failed read. Its clients see heartbeats meanwhile. */
const RETRY_MS = 1_000;
/** Orders per statement: their events are held in memory together. */
const READ_AT_ONCE = 200;
/** Postgres's largest integer. */
const MAX_CURSOR = 2 ** 31 - 1;

interface Channel {
  readonly storeId: string;
  readonly orderId: string;
  readonly followers: Set<Follower>;
  /** Those whose cursor was older than the order when they came; `read`: the last one begun by then. */
  behind: Map<Follower, { readonly present: OrderAt; readonly read: number }> | null;
}

export function createOrderFeed(deps: OrderFeedDeps): OrderFeed {
  const feed = new Feed(deps);
  return {
    follow: (present, after, follower) => feed.follow(present, after, follower),
    leave: (orderId, follower) => feed.leave(orderId, follower),
    followers: () => feed.count,
    stop: () => feed.stop(),
  };
}

class Feed {
  readonly #channels = new Map<string, Channel>();
  /** To be read next. */
  readonly #moved = new Set<Channel>();
  /** Any order may have moved. */
  #mayHaveMoved = false;
  #reading = false;
  #reads = 0;
  #retry: TimerHandle | null = null;
  #stopped = false;
  /** While anybody follows. */
  #unsubscribe: (() => void) | null = null;
  count = 0;

  constructor(private readonly deps: OrderFeedDeps) {}

  follow(present: OrderAt, after: number | null, follower: Follower): void {
    if (this.#stopped) {
      follower.end();
      return;
    }
    const { order, cursor } = present;
    const channel = this.#channels.get(order.order_id) ?? this.#open(order.store_id, order.order_id);
    channel.followers.add(follower);
    this.count += 1;
    // With a cursor from the future (of another installation, say) the client gets the present state too.
    if (after === null || after > cursor) showPresent(follower, present);
    else follower.cursor = after;
    if (follower.cursor < cursor) {
      channel.behind ??= new Map();
      channel.behind.set(follower, { present, read: this.#reads });
    }
    this.#suspect(channel);
    this.#read();
  }

  leave(orderId: string, follower: Follower): void {
    const channel = this.#channels.get(orderId);
    if (!channel?.followers.delete(follower)) return;
    this.count -= 1;
    channel.behind?.delete(follower);
    if (channel.followers.size > 0) return;
    this.#channels.delete(orderId);
    this.#moved.delete(channel);
    if (this.#channels.size > 0) return;
    this.#unsubscribe?.();
    this.#unsubscribe = null;
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe?.();
    this.#retry?.cancel();
    for (const channel of [...this.#channels.values()]) for (const one of [...channel.followers]) one.end();
  }

  #open(storeId: string, orderId: string): Channel {
    const channel: Channel = { storeId, orderId, followers: new Set(), behind: null };
    this.#channels.set(orderId, channel);
    this.#unsubscribe ??= this.deps.changeNotifier.subscribeOrders((orderIds) => this.#hear(orderIds));
    return channel;
  }

  #hear(orderIds: readonly string[] | null): void {
    if (orderIds === null) this.#mayHaveMoved = true;
    for (const id of orderIds ?? []) this.#suspect(this.#channels.get(id));
    this.#read();
  }

  #suspect(channel: Channel | undefined): void {
    if (channel) this.#moved.add(channel);
  }

  /** One statement at a time: what is announced meanwhile is read together by the next. */
  #read(): void {
    if (this.#reading || this.#retry || this.#stopped) return;
    this.#reading = true;
    void this.#readAll();
  }

  /** Says in the same breath that it found nothing more and that it no longer reads: whoever comes between would not be read for. */
  async #readAll(): Promise<void> {
    while (!this.#stopped && !this.#retry && (this.#mayHaveMoved || this.#moved.size > 0)) {
      if (this.#mayHaveMoved) await this.#findMoved();
      else await this.#tellChanges([...this.#moved].slice(0, READ_AT_ONCE));
    }
    this.#reading = false;
  }

  #again(error: unknown): void {
    this.deps.onError(error);
    if (this.#stopped) return;
    this.#retry = this.deps.timers.after(RETRY_MS, () => {
      this.#retry = null;
      this.#read();
    });
  }

  async #findMoved(): Promise<void> {
    this.#mayHaveMoved = false;
    try {
      for (const id of await this.deps.queries.movedSince([...this.#channels.values()].map(seenOf))) this.#suspect(this.#channels.get(id));
    } catch (error) {
      this.#mayHaveMoved = true;
      this.#again(error);
    }
  }

  async #tellChanges(batch: readonly Channel[]): Promise<void> {
    const read = ++this.#reads;
    for (const channel of batch) this.#moved.delete(channel);
    const seen = batch.map(seenOf);
    const from = new Map(seen.map((one) => [one.order_id, one.cursor]));
    try {
      const { changes, unreadable } = await this.deps.queries.changesSince(seen);
      for (const error of unreadable) this.deps.onError(error);
      for (const change of changes) this.#tell(change, from.get(change.order_id) ?? 0);
      for (const channel of batch) showThoseBehind(channel, read);
    } catch (error) {
      for (const { orderId } of batch) this.#suspect(this.#channels.get(orderId));
      this.#again(error);
    }
  }

  /** What this node cannot say of one order keeps nobody else from hearing of theirs. */
  #tell(change: OrderChange, from: number): void {
    const channel = this.#channels.get(change.order_id);
    if (!channel) return;
    try {
      tellAll(channel, from, change);
    } catch (error) {
      this.deps.onError(error);
    }
  }
}

/** Where the one is who has seen least. */
function seenOf({ storeId, orderId, followers }: Channel): OrderCursor {
  let cursor = MAX_CURSOR;
  for (const one of followers) cursor = Math.min(cursor, one.cursor);
  return { store_id: storeId, order_id: orderId, cursor };
}

/** Whoever came during the read and has seen less than it began with is told by the next one, which their coming has asked for. */
function tellAll({ followers }: Channel, from: number, change: OrderChange): void {
  const texts = new Map<string, SharedFrame>();
  for (const one of followers) {
    if (one.cursor < from || one.cursor >= change.cursor) continue;
    let frame = texts.get(one.viewer.key);
    if (!frame) {
      frame = new SharedFrame(change.cursor, textOf(change, one.viewer));
      texts.set(one.viewer.key, frame);
    }
    one.cursor = change.cursor;
    one.frame(frame);
  }
}

/** Changes may be kept for a shorter time than their order: then its state has to do. */
function showThoseBehind({ behind }: Channel, read: number): void {
  for (const [one, came] of behind ?? []) {
    if (came.read >= read) continue;
    behind?.delete(one);
    if (one.cursor < came.present.cursor) showPresent(one, came.present);
  }
}

function showPresent(one: Follower, { cursor, order }: OrderAt): void {
  one.cursor = cursor;
  one.frame(new SharedFrame(cursor, orderText(cursor, order, one.viewer)));
}

function textOf({ cursor, event, order }: OrderChange, viewer: Viewer): string {
  if (event.type !== "order.cancel_refused" && event.type !== "order.cancel_unanswered") return orderText(cursor, order, viewer);
  const code = event.type === "order.cancel_refused" ? event.code : event.type;
  const frame: OrderFrame = { type: "cancel_refused", cursor, request_id: event.request_id, code };
  return JSON.stringify(frame);
}

function orderText(cursor: number, order: OrderChange["order"], viewer: Viewer): string {
  const frame: OrderFrame = { type: "order", cursor, order: shownInCloud(order, viewer) };
  return JSON.stringify(frame);
}
