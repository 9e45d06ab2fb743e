/** The few calls that the bench makes besides its load: JSON in, JSON out, anything unexpected is an error. */
import type { ChainFile } from "@crema/tools/dev/chain-file";

export type StoreEntry = ChainFile["stores"][number];

export async function call<T>(
  method: string,
  url: string,
  token: string | null,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text.slice(0, 300)}`);
  return (text === "" ? null : JSON.parse(text)) as T;
}

/** Two drinks, one with a choice in each of its groups: an order row of about 0.85 KB with two lines. */
export async function typicalOrder(store: StoreEntry): Promise<string> {
  const menu = await call<{ items: { item_id: string; modifier_group_ids: string[] }[] }>(
    "GET",
    `${store.url}/v1/stores/${store.id}/menu`,
    null,
  );
  const drinks = menu.items.filter((item) => item.modifier_group_ids.length > 0).slice(0, 2);
  return JSON.stringify({
    store_id: store.id,
    fulfillment_type: "IN_STORE",
    payment_method: "AT_STORE",
    customer_name: "Bench",
    items: drinks.map((drink) => ({ item_id: drink.item_id, qty: 1 })),
  });
}

export async function staffToken(store: StoreEntry, pin: string): Promise<string> {
  const { token } = await call<{ token: string }>("POST", `${store.url}/v1/staff/sign-in`, store.deviceToken, { pin });
  return token;
}

export async function setWan(store: StoreEntry, mode: string): Promise<void> {
  await call("POST", store.wanControl, null, { mode });
}

export interface Link {
  state: string;
  unsent_events: number;
  head_seq: number;
  acked_seq: number;
}

export const linkOf = (store: StoreEntry): Promise<Link> => call<Link>("GET", `${store.url}/v1/link`, null);

/** Polls until the condition holds; a bench may poll, a test may not. */
export async function until(what: string, condition: () => Promise<boolean>, timeoutMs = 120_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (performance.now() < end) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited ${timeoutMs} ms for ${what}`);
}
