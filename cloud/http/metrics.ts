/** What a node says about itself to Prometheus. */
import { addGauge, addRequestDurations, type CountRequest, createRegistry } from "@crema/shared/server/metrics";
import { Counter, Gauge, type Registry } from "prom-client";

export interface Metrics {
  readonly registry: Registry;
  readonly request: CountRequest;
  menuServed(status: 200 | 304): void;
  ordersPlaced(): void;
  eventsIngested(count: number): void;
  batchRefused(code: string): void;
}

interface MetricsRead {
  /** Clients on order streams now. */
  readonly followers: () => number;
  readonly poolTotal: () => number;
  /** Requests that wait for a connection. */
  readonly poolWaiting: () => number;
  /** Messages to customers that wait, by channel, and for how long the oldest has. */
  readonly messages: () => Promise<readonly { readonly channel: string; readonly waiting: number; readonly oldest_s: number }[]>;
}

export function createMetrics(read: MetricsRead): Metrics {
  const registry = createRegistry();
  const registers = [registry];
  const request = addRequestDurations(
    registry,
    "Time to the head of the answer, by route and status",
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  );
  const menus = new Counter({ name: "crema_menu_answers_total", help: "Menus served, by status", labelNames: ["status"], registers });
  const orders = new Counter({ name: "crema_orders_placed_total", help: "Orders placed through the app, without replays", registers });
  const events = new Counter({
    name: "crema_events_ingested_total",
    help: "Events that stores sent and the cloud acknowledged, repeats included",
    registers,
  });
  const refused = new Counter({ name: "crema_batches_refused_total", help: "Batches refused, by code", labelNames: ["code"], registers });
  const gauge = (name: string, help: string, read: () => number) => addGauge(registry, name, help, read);
  gauge("crema_stream_followers", "Clients on order streams", read.followers);
  gauge("crema_pool_connections", "Connections to Postgres", read.poolTotal);
  gauge("crema_pool_waiting", "Requests that wait for a connection", read.poolWaiting);
  gauge("crema_resident_bytes", "Memory of the process", () => process.memoryUsage.rss());
  const labelled = (name: string, help: string, of: "waiting" | "oldest_s") =>
    new Gauge({
      ...{ name, help, labelNames: ["channel"], registers },
      async collect() {
        this.reset();
        // What is not known is not said, and keeps nobody from the rest.
        for (const each of await read.messages().catch(() => [])) this.labels(each.channel).set(each[of]);
      },
    });
  labelled("crema_messages_waiting", "Messages to customers that wait to be sent, by channel", "waiting");
  labelled("crema_message_oldest_seconds", "For how long the oldest of them has waited", "oldest_s");
  // Looked up once: this is counted for the route that is called most.
  const menusServed = { 200: menus.labels("200"), 304: menus.labels("304") };
  return {
    registry,
    request,
    menuServed: (status) => menusServed[status].inc(),
    ordersPlaced: () => orders.inc(),
    eventsIngested: (count) => events.inc(count),
    batchRefused: (code) => refused.labels(code).inc(),
  };
}
