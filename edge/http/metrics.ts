/**
 * The box's metrics for Prometheus. Each box has its own registry, so that several can live in one process.
 * Labels must not be made of what clients send: the route is the pattern, never the path.
 */

import { LinkState, type LinkStatus } from "@crema/shared/contract/link-status";
import { Gauge, Histogram, Registry } from "prom-client";

export interface Metrics {
  request(method: string, route: string, status: number, ms: number): void;
  /** A group of writes was committed. */
  committed(commands: number, ms: number): void;
  text(): Promise<string>;
  readonly contentType: string;
}

/** Values that are read when the metrics are scraped. */
export interface MetricsSources {
  readonly openOrders: () => number;
  readonly link: () => LinkStatus;
  readonly streams: () => number;
  readonly log: () => { head_seq: number; acked_seq: number };
}

const GROUP_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const durations = new Histogram({
    name: "crema_http_request_duration_seconds",
    help: "HTTP requests by route",
    labelNames: ["method", "route", "status"],
    buckets: SECONDS,
    registers,
  });
  const groupSize = new Histogram({
    name: "crema_commit_group_size",
    help: "Commands that shared a commit",
    buckets: GROUP_SIZES,
    registers,
  });
  const commitTime = new Histogram({
    name: "crema_commit_duration_seconds",
    help: "Time of one commit with its commands",
    buckets: SECONDS,
    registers,
  });
  gauge("crema_open_orders", "Orders on the queue", sources.openOrders);
  gauge("crema_stream_clients", "Open streams", sources.streams);
  gauge("crema_unsent_events", "Events that the cloud has not acknowledged", () => sources.link().unsent_events);
  gauge("crema_log_head_seq", "Last event in the box's log", () => sources.log().head_seq);
  gauge("crema_log_acked_seq", "Last event that the cloud has acknowledged", () => sources.log().acked_seq);
  gauge("crema_link_last_exchange_age_seconds", "Age of the last whole exchange with the cloud; -1 before the first", () => {
    const age = sources.link().last_exchange_age_ms;
    return age === null ? -1 : age / 1000;
  });
  new Gauge({
    name: "crema_link_state",
    help: "1 for the state that the link is in",
    labelNames: ["state"],
    registers,
    collect() {
      const now = sources.link().state;
      for (const state of LinkState.options) this.set({ state }, state === now ? 1 : 0);
    },
  });

  function gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  }

  const children = new Map<string, { observe(value: number): void }>();
  return {
    contentType: registry.contentType,
    request(method, route, status, ms) {
      const key = `${method} ${status} ${route}`;
      let child = children.get(key);
      if (!child) {
        child = durations.labels(method, route, String(status));
        children.set(key, child);
      }
      child.observe(ms / 1000);
    },
    committed(commands, ms) {
      groupSize.observe(commands);
      commitTime.observe(ms / 1000);
    },
    text: () => registry.metrics(),
  };
}
