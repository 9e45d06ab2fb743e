/**
 * The way down, on the box: follows the store's documents and its inbox and applies what comes (D1 to D6). A box that
 * sends but hears nothing would look healthy, so `status` has the age of what was last heard on each shape.
 */
import type { Clock, RandomFraction, Timers } from "@crema/shared/domain/kernel/clock";
import type { CloudClient, DownStore } from "../ports.ts";
import type { ShapeTable } from "../protocol/down.ts";
import type { JoinGate } from "./join-gate.ts";
import { createFollower, type DownlinkTrouble, type Follower, type ShapeStatus } from "./shape-follower.ts";
import { documentSink, inboxSink } from "./shape-sinks.ts";

export interface DownlinkOptions {
  readonly cloud: CloudClient;
  readonly store: DownStore;
  readonly storeId: string;
  /** Nothing is asked for before the box has joined. */
  readonly gate: JoinGate;
  readonly clock: Clock;
  readonly timers: Timers;
  /** For jitter. */
  readonly random: RandomFraction;
  /** Called each time a stream ends unexpectedly; must not throw. */
  readonly report: (trouble: DownlinkTrouble) => void;
  /** Rows of `table` are committed; must not throw. */
  readonly onApplied?: (table: ShapeTable, rows: number) => void;
}

export interface DownlinkStatus {
  /** Both shapes have been up to date and their streams are open. */
  readonly live: boolean;
  /** For the shape that was heard least recently, in ms; null until both have been heard. */
  readonly last_exchange_age_ms: number | null;
  readonly shapes: Readonly<Record<ShapeTable, ShapeStatus>>;
}

export interface Downlink {
  start(): void;
  /** Ends at once: requests are aborted, rows being applied are finished, no timer is left. */
  stop(): Promise<void>;
  /** Call when the uplink got through: a shape that waits after a broken link tries again now. */
  reconnect(): void;
  status(): DownlinkStatus;
}

export function createDownlink(options: DownlinkOptions): Downlink {
  const { store, storeId } = options;
  const shared = { ...options, onApplied: options.onApplied ?? (() => undefined) };
  const followers: Readonly<Record<ShapeTable, Follower>> = {
    store_documents: createFollower({ ...shared, sink: documentSink(store, storeId) }),
    store_inbox: createFollower({ ...shared, sink: inboxSink(store, storeId) }),
  };
  const both = Object.values(followers);

  return {
    start: () => {
      for (const follower of both) follower.start();
    },
    stop: async () => {
      await Promise.all(both.map((follower) => follower.stop()));
    },
    reconnect: () => {
      for (const follower of both) follower.reconnect();
    },
    status: () => {
      const shapes = { store_documents: followers.store_documents.status(), store_inbox: followers.store_inbox.status() };
      const ages = [shapes.store_documents.last_exchange_age_ms, shapes.store_inbox.last_exchange_age_ms];
      const heard = ages.filter((age) => age !== null);
      return {
        live: shapes.store_documents.state === "LIVE" && shapes.store_inbox.state === "LIVE",
        last_exchange_age_ms: heard.length === ages.length ? Math.max(...heard) : null,
        shapes,
      };
    },
  };
}
