/**
 * What a process says about itself to Prometheus. A registry of its own, so that several boxes or nodes can live in one process.
 * Pitfall: labels made of what clients send. The route is the pattern, never the path.
 */
import { Gauge, Histogram, Registry } from "prom-client";
import type { Access } from "../contract/access.ts";
import type { Mount } from "./mount.ts";

/** Of one request. `route`: the pattern of its path. */
export type CountRequest = (method: string, route: string, status: number, ms: number) => void;

export function createRegistry(): Registry {
  return new Registry();
}

/** Read when somebody asks. */
export function addGauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}

/** `buckets`: in seconds. */
export function addRequestDurations(registry: Registry, help: string, buckets: number[]): CountRequest {
  const durations = new Histogram({
    name: "crema_http_request_duration_seconds",
    help,
    labelNames: ["method", "route", "status"],
    buckets,
    registers: [registry],
  });
  const children = new Map<string, { observe(value: number): void }>();
  return (method, route, status, ms) => {
    const key = `${method} ${status} ${route}`;
    let child = children.get(key);
    if (!child) {
      child = durations.labels(method, route, String(status));
      children.set(key, child);
    }
    child.observe(ms / 1000);
  };
}

/** `access`: figures tell how much is sold. */
export function mountMetrics(mount: Mount, access: Access, registry: Registry): void {
  mount.raw("get", "/metrics", access, async () => {
    return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } });
  });
}
