/** What the box asks of the cloud beside its exchanges: which events and orders it has, and that it takes what another disk has applied. */
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { CloudClient, HttpResponse } from "@crema/sync/ports";
import { EARLIER_ORDERS_PATH, type EarlierOrdersRequest, EarlierOrdersResponse } from "@crema/sync/protocol/earlier-orders";
import { HAND_IN_PATH, type HandIn, HandInResponse, KNOWN_PATH, type KnownRequest, KnownResponse } from "@crema/sync/protocol/hand-back";
import type { OrderWithMoney } from "@crema/sync/protocol/order-with-money";
import { z } from "zod";

const ASK_MS = 30_000;
/** A guest waits at the till. */
const ASK_AT_TILL_MS = 8_000;
/** What a disk has applied in weeks takes its time. */
const HAND_IN_MS = 120_000;

/** Which of these events the cloud has. Refuses with service.unavailable. */
export async function askKnown(cloud: CloudClient, ids: string[]): Promise<Result<Set<string>>> {
  const response = await ask(cloud, { event_ids: ids });
  return response.ok ? ok(new Set(response.value.known)) : response;
}

/** The store's order as the cloud has it; null: it has none. Refuses with service.unavailable. */
export async function askOrder(cloud: CloudClient, order_id: string): Promise<Result<OrderWithMoney | null>> {
  const response = await ask(cloud, { event_ids: [], order_id });
  return response.ok ? ok(response.value.order) : response;
}

async function ask(cloud: CloudClient, asked: z.input<typeof KnownRequest>): Promise<Result<KnownResponse>> {
  const response = await post(cloud, KNOWN_PATH, asked, ASK_MS);
  if (!response.ok) return response;
  const { status, body } = response.value;
  if (status !== 200) return away(`status ${status}: ${body.slice(0, 200)}`);
  const parsed = KnownResponse.safeParse(JSON.parse(body));
  return parsed.success ? ok(parsed.data) : away("its response is not one of this program's version");
}

/** Orders from before this box, latest first. Refuses with order.cloud_away. `cloud` null: the box has none yet. */
export async function askEarlierOrders(cloud: CloudClient | null, asked: EarlierOrdersRequest): Promise<Result<OrderWithMoney[]>> {
  if (cloud === null) return cloudAway("this box does not belong to a store yet");
  const response = await post(cloud, EARLIER_ORDERS_PATH, asked, ASK_AT_TILL_MS);
  if (!response.ok) return cloudAway("it does not answer");
  const { status, body } = response.value;
  if (status !== 200) return cloudAway(status === 404 ? "its release does not know this question yet" : `status ${status}`);
  const parsed = z.preprocess(readJson, EarlierOrdersResponse).safeParse(body);
  return parsed.success ? ok(parsed.data.orders) : cloudAway("its response cannot be read");
}

function readJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}

const cloudAway = (why: string): Result<never> =>
  refuse("order.cloud_away", `Orders from before this box are asked of the cloud (${why}). Try again when the link is LIVE.`, {
    retry_after_s: 10,
  });

/** What the cloud took of it; a string: why it takes none, for good. Refuses with service.unavailable. */
export async function handIn(cloud: CloudClient, inbox: HandIn): Promise<Result<HandInResponse | string>> {
  const response = await post(cloud, HAND_IN_PATH, inbox, HAND_IN_MS);
  if (!response.ok) return response;
  const { status, body } = response.value;
  const text = body.slice(0, 300);
  if (FOR_GOOD.has(status)) return ok(text);
  const taken = status === 200 ? HandInResponse.safeParse(JSON.parse(body)) : null;
  return taken?.success ? ok(taken.data) : away(`status ${status}: ${text}`);
}

/** Of an inbox that does not hold together, or a disk that was not of a box before this one. */
const FOR_GOOD: ReadonlySet<number> = new Set([401, 403, 404, 413, 422]);

async function post(cloud: CloudClient, path: string, body: unknown, timeoutMs: number): Promise<Result<HttpResponse>> {
  try {
    return ok(await cloud.post(path, body, { gzip: path === HAND_IN_PATH, timeoutMs }));
  } catch (error) {
    return away(error instanceof Error ? error.message : String(error));
  }
}

const away = (why: string): Result<never> =>
  refuse("service.unavailable", `The cloud has to say what it has, and does not answer (${why}). Try again when the link is LIVE.`, {
    retry_after_s: 30,
  });
