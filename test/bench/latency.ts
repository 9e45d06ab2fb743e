/**
 * How long a status change takes from the request at the edge
 * until an SSE client of the cloud, and a WebSocket on the LAN, have it. Again with 2,000 SSE clients on the cloud's one process.
 */
import { get } from "node:http";
import WebSocket from "ws";
import { call, type StoreEntry, setWan, staffToken, typicalOrder, until } from "./calls.ts";
import { below, type Figure, ms } from "./report.ts";

interface Placed {
  order_id: string;
}

interface Cloud {
  url: string;
  adminToken: string;
}

/** Resolves arrivals by (order, status). */
class Arrivals {
  readonly #seen = new Map<string, number>();

  note(orderId: string, status: string): void {
    const key = `${orderId} ${status}`;
    if (!this.#seen.has(key)) this.#seen.set(key, performance.now());
  }

  async at(orderId: string, status: string): Promise<number> {
    await until(`${status} of ${orderId}`, () => Promise.resolve(this.#seen.has(`${orderId} ${status}`)), 20_000);
    return this.#seen.get(`${orderId} ${status}`) ?? 0;
  }
}

export async function benchLatency(store: StoreEntry, cloud: Cloud, crowd: number): Promise<Figure[]> {
  await setWan(store, "up");
  await until("a live link", async () => (await call<{ state: string }>("GET", `${store.url}/v1/link`, null)).state === "LIVE");
  const barista = await staffToken(store, store.pins.barista);
  const lan = new Arrivals();
  const socket = await watchQueue(store, lan);
  const alone = await measure(store, cloud, barista, lan, 60);
  const figures = [
    below("status change at the edge to an SSE client of the cloud, p95", p95(alone.cloud), 250, ms),
    below("status change at the edge to a WebSocket on the LAN, p95", p95(alone.lan), 30, ms),
  ];
  if (crowd > 0) {
    const leave = await joinCrowd(store, cloud, crowd);
    const crowded = await measure(store, cloud, barista, lan, 60);
    leave();
    const factor = p95(crowded.cloud) / p95(alone.cloud);
    figures.push({
      ...below(`the same with ${crowd} SSE clients on the process`, p95(crowded.cloud), p95(alone.cloud) * 2, ms),
      limit: ms(p95(alone.cloud)),
      value: factor,
      must: "<= 2 x",
      reached: factor <= 2,
    });
  }
  socket.close();
  return figures;
}

async function measure(
  store: StoreEntry,
  cloud: Cloud,
  barista: string,
  lan: Arrivals,
  rounds: number,
): Promise<{ cloud: number[]; lan: number[] }> {
  const body = JSON.parse(await typicalOrder(store)) as unknown;
  const times = { cloud: [] as number[], lan: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const { order_id } = await call<Placed>("POST", `${store.url}/v1/orders`, store.deviceToken, body, {
      "idempotency-key": `latency-${performance.now()}`,
    });
    const arrivals = new Arrivals();
    await until("the order in the cloud", async () => (await fetch(`${cloud.url}/v1/orders/${order_id}`, bearer(cloud))).ok);
    const leave = await watchOrder(cloud, order_id, arrivals);
    const from = performance.now();
    await call("POST", `${store.url}/v1/orders/${order_id}/transition`, barista, { to_status: "IN_PROGRESS", expected_status: "PLACED" });
    times.cloud.push((await arrivals.at(order_id, "IN_PROGRESS")) - from);
    times.lan.push((await lan.at(order_id, "IN_PROGRESS")) - from);
    leave();
  }
  return times;
}

const bearer = (cloud: Cloud): RequestInit => ({ headers: { authorization: `Bearer ${cloud.adminToken}` } });

/** A plain socket instead of fetch: 2,000 of these must not measure the client. */
function watchOrder(cloud: Cloud, orderId: string, arrivals: Arrivals | null): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const request = get(`${cloud.url}/v1/orders/${orderId}/stream`, {
      agent: false,
      headers: { authorization: `Bearer ${cloud.adminToken}`, accept: "text/event-stream" },
    });
    request.on("error", reject);
    request.on("response", (response) => {
      let text = "";
      let greeted = false;
      response.on("data", (part: Buffer) => {
        if (arrivals === null && greeted) return;
        text += part.toString("utf8");
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
          const data = /^data: (.*)$/m.exec(text.slice(0, end));
          text = text.slice(end + 2);
          if (!data) continue;
          const frame = JSON.parse(data[1] ?? "{}") as { type: string; order?: { status: string } };
          if (frame.type === "order" && frame.order) arrivals?.note(orderId, frame.order.status);
          if (!greeted) {
            greeted = true;
            resolve(() => request.destroy());
          }
        }
      });
      response.on("error", () => request.destroy());
    });
  });
}

async function joinCrowd(store: StoreEntry, cloud: Cloud, size: number): Promise<() => void> {
  const body = JSON.parse(await typicalOrder(store)) as unknown;
  const leavers: (() => void)[] = [];
  const perOrder = 20;
  for (let order = 0; order < size / perOrder; order++) {
    const { order_id } = await call<Placed>("POST", `${store.url}/v1/orders`, store.deviceToken, body, {
      "idempotency-key": `crowd-${performance.now()}`,
    });
    await until("the order in the cloud", async () => (await fetch(`${cloud.url}/v1/orders/${order_id}`, bearer(cloud))).ok);
    leavers.push(...(await Promise.all(Array.from({ length: perOrder }, () => watchOrder(cloud, order_id, null)))));
  }
  return () => {
    for (const leave of leavers) leave();
  };
}

async function watchQueue(store: StoreEntry, arrivals: Arrivals): Promise<WebSocket> {
  const socket = new WebSocket(`${store.url.replace("http", "ws")}/v1/stores/${store.id}/queue/stream`, {
    headers: { authorization: `Bearer ${store.deviceToken}` },
  });
  socket.on("message", (text: Buffer) => {
    const frame = JSON.parse(text.toString("utf8")) as { type: string; order?: { order_id: string; status: string } };
    if (frame.type === "change" && frame.order) arrivals.note(frame.order.order_id, frame.order.status);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", () => resolve());
    socket.once("error", reject);
  });
  return socket;
}

function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? Number.NaN;
}
