/**
 * Hono's routers, with a cache for the paths that are requested again and again (a store's menu). Two of our routes,
 * `/v1/orders/quote` and `/v1/orders/{order_id}`, keep its fast router from being used, and the other walks the path each
 * time.
 * Clients make the paths, so the cache is bounded, and paths with ids do not enter it.
 */
import type { Result, Router } from "hono/router";
import { RegExpRouter } from "hono/router/reg-exp-router";
import { SmartRouter } from "hono/router/smart-router";
import { TrieRouter } from "hono/router/trie-router";

const MAX_REMEMBERED = 500;
/** A path with a UUID in it is longer, and is not requested often. */
const MAX_LENGTH = 40;

export class RememberingRouter<T> implements Router<T> {
  readonly name = "RememberingRouter";
  readonly #inner: Router<T> = new SmartRouter<T>({ routers: [new RegExpRouter<T>(), new TrieRouter<T>()] });
  readonly #remembered = new Map<string, Result<T>>();

  add(method: string, path: string, handler: T): void {
    this.#inner.add(method, path, handler);
  }

  match(method: string, path: string): Result<T> {
    if (method !== "GET" || path.length > MAX_LENGTH) return this.#inner.match(method, path);
    const known = this.#remembered.get(path);
    if (known) return known;
    const found = this.#inner.match(method, path);
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(path, found);
    return found;
  }
}
