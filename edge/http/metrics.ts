/** What the box says about itself to Prometheus. */
import type { BackupStatus } from "@crema/shared/contract/link";
import { LinkState, type LinkStatus } from "@crema/shared/contract/link-status";
import { addGauge, addRequestDurations, type CountRequest, createRegistry } from "@crema/shared/server/metrics";
import { Gauge, Histogram, type Registry } from "prom-client";

export interface Metrics {
  readonly registry: Registry;
  readonly request: CountRequest;
  /** A group of writes was committed. */
  committed(commands: number, ms: number): void;
}

/** Values that are read when the metrics are scraped. */
export interface MetricsSources {
  readonly openOrders: () => number;
  readonly link: () => LinkStatus;
  readonly streams: () => number;
  readonly log: () => { head_seq: number; acked_seq: number };
  /** null: the box makes none by itself. */
  readonly backup: () => BackupStatus | null;
}

const GROUP_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

export function createMetrics(sources: MetricsSources): Metrics {
  const registry = createRegistry();
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) => addGauge(registry, name, help, read);
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
  gauge("crema_backup_age_seconds", "Age of the last good backup; -1: there is none, or none are made", () => {
    const age = sources.backup()?.last_good_age_ms ?? null;
    return age === null ? -1 : age / 1000;
  });
  gauge("crema_backup_failing", "1 while the last try made no good backup", () => (sources.backup()?.last_error ? 1 : 0));
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

  return {
    registry,
    request: addRequestDurations(registry, "HTTP requests by route", SECONDS),
    committed(commands, ms) {
      groupSize.observe(commands);
      commitTime.observe(ms / 1000);
    },
  };
}
