/**
 * What happens to orders, for everyone who follows one. A change is read once and serialised once per order, however
 * many clients hear it. Pitfall: the moment between a client's first read and its place in the feed. A change that is
 * announced while that read is under way may not be in it, so the feed reads once more after the client has joined;
 * every client has a cursor of its own, so what it has seen already is left out.
 */
import type { OrderFrame } from "@crema/shared/contract/streams";
import type { TimerHandle, Timers } from "@crema/shared/domain/kernel/clock";
import type { Viewer } from "@crema/shared/domain/order/allowed";
import { shownInCloud } from "../../order-presenter.ts";
import type { ChangeNotifier, CloudQueries, OrderChange } from "../../ports.ts";

export interface Follower {
  /** Who may do the same is told the same text. */
  readonly viewer: Viewer;
  readonly frame: (text: string, cursor: number) => void;
  /** The feed stops, or the order cannot be read; the client comes back with its cursor. Followers still have to leave. */
  readonly end: (why: "stopping" | "unreadable") => void;
}

export interface OrderFeed {
  /** Calls back with what came after the cursor, or with the present state for null, then with each change. */
  follow(orderId: string, after: number | null, follower: Follower): () => void;
  followers(): number;
  stop(): void;
}

export interface OrderFeedDeps {
  readonly queries: Pick<CloudQueries, "order" | "changesOf">;
  readonly changeNotifier: Pick<ChangeNotifier, "subscribeOrder">;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
}

/** How long the feed of an order waits after a failed read. Its clients see heartbeats meanwhile. */
const RETRY_MS = 1_000;
const MAX_CATCH_UPS = 10;

interface Joined extends Follower {
  cursor: number;
}

interface Channel {
  /** Everyone in `joined` has been told everything up to here. */
  cursor: number;
  readonly joined: Set<Joined>;
  /** Including those whose first read is under way. */
  members: number;
  announced: number;
  snapshot: boolean;
  retry: TimerHandle | null;
  unsubscribe: () => void;
}

export function createOrderFeed({ queries, changeNotifier, timers, onError }: OrderFeedDeps): OrderFeed {
  const channels = new Map<string, Channel>();
  const followers = new Set<Follower>();
  let stopped = false;

  return {
    follow(orderId, after, follower) {
      if (stopped) {
        follower.end("stopping");
        return () => undefined;
      }
      const channel = channels.get(orderId) ?? open(orderId);
      const one: Joined = { ...follower, cursor: after ?? -1 };
      let following = true;
      channel.members += 1;
      followers.add(one);
      const leave = () => {
        if (!following) return;
        following = false;
        channel.joined.delete(one);
        followers.delete(one);
        channel.members -= 1;
        if (channel.members === 0) close(orderId, channel);
      };
      join(orderId, channel, one, after, () => following).catch((error) => {
        onError(error);
        if (following) follower.end("unreadable");
      });
      return leave;
    },
    followers: () => followers.size,
    stop() {
      stopped = true;
      for (const one of [...followers]) one.end("stopping");
      for (const [orderId, channel] of channels) close(orderId, channel);
    },
  };

  function open(orderId: string): Channel {
    const channel: Channel = {
      cursor: -1,
      joined: new Set(),
      members: 0,
      announced: 0,
      snapshot: false,
      retry: null,
      unsubscribe: () => undefined,
    };
    channels.set(orderId, channel);
    channel.unsubscribe = changeNotifier.subscribeOrder(orderId, () => {
      channel.announced += 1;
      void read(orderId, channel);
    });
    return channel;
  }

  function close(orderId: string, channel: Channel): void {
    channel.unsubscribe();
    channel.retry?.cancel();
    if (channels.get(orderId) === channel) channels.delete(orderId);
  }

  async function join(orderId: string, channel: Channel, one: Joined, after: number | null, isFollowing: () => boolean): Promise<void> {
    let announced = channel.announced;
    await firstRead(orderId, one, after, isFollowing);
    // The channel has gone on during the read: what it has told the others is read here, never told out of turn.
    for (let again = 0; isFollowing() && one.cursor < channel.cursor; again++) {
      if (again === MAX_CATCH_UPS) throw new Error(`order ${orderId} has fewer changes than were told before`);
      announced = channel.announced;
      for (const change of await queries.changesOf(orderId, one.cursor)) tell(one, change.cursor, textFor(change));
    }
    if (!isFollowing()) return;
    if (channel.joined.size === 0) channel.cursor = one.cursor;
    channel.joined.add(one);
    if (channel.announced !== announced) await read(orderId, channel);
  }

  async function firstRead(orderId: string, one: Joined, after: number | null, isFollowing: () => boolean): Promise<void> {
    const missed = after === null ? [] : await queries.changesOf(orderId, after);
    const present = missed.length > 0 ? null : await queries.order(orderId);
    if (!isFollowing()) return;
    for (const change of missed) tell(one, change.cursor, textFor(change));
    // With a cursor from the future (of another installation, say) the client gets the present state too.
    if (!present || (after !== null && after <= present.cursor)) return;
    one.cursor = -1;
    tell(one, present.cursor, (viewer) => orderText(present.cursor, present.order, viewer));
  }

  async function read(orderId: string, channel: Channel): Promise<void> {
    if (channel.snapshot || channel.joined.size === 0) return;
    channel.snapshot = true;
    try {
      for (let announced = -1; announced !== channel.announced && channel.joined.size > 0; ) {
        announced = channel.announced;
        for (const change of await queries.changesOf(orderId, channel.cursor)) {
          const text = textFor(change);
          for (const one of channel.joined) tell(one, change.cursor, text);
          channel.cursor = Math.max(channel.cursor, change.cursor);
        }
      }
    } catch (error) {
      onError(error);
      channel.retry?.cancel();
      if (channel.members > 0) channel.retry = timers.after(RETRY_MS, () => void read(orderId, channel));
    } finally {
      channel.snapshot = false;
    }
  }
}

function tell(one: Joined, cursor: number, text: (viewer: Viewer) => string): void {
  if (cursor <= one.cursor) return;
  one.cursor = cursor;
  one.frame(text(one.viewer), cursor);
}

/** Each text is made once. */
function textFor(change: OrderChange): (viewer: Viewer) => string {
  const made = new Map<string, string>();
  return (viewer) => {
    const text = made.get(viewer.key) ?? textOf(change, viewer);
    made.set(viewer.key, text);
    return text;
  };
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
