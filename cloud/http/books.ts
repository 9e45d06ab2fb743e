/** The books of a store's day. */
import { getBooks } from "@crema/shared/contract/books";
import type { Mount } from "@crema/shared/server/mount";
import { booksOf } from "../reports/books/books.ts";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountBooksRoutes(mount: Mount, deps: RouteDeps): void {
  const { pool } = deps;

  mount(getBooks, async (c) => {
    const { store_id, business_day } = c.req.valid("param");
    const { payments, clock, timers } = deps;
    const books = await booksOf({ pool, provider: payments?.provider ?? null, clock, timers }, store_id, business_day);
    return books.ok ? c.json(books.value, 200) : refused(books.refusal);
  });
}
