/** What headquarters and IT call. Who may is said by the contracts; lists are cut to the operator's stores here. */

import * as admin from "@crema/shared/contract/admin";
import { getBooks } from "@crema/shared/contract/books";
import { listNeverSpent, listTopSpenders } from "@crema/shared/contract/customer-spend";
import { createCustomer } from "@crema/shared/contract/registration";
import { answerStoreDigits, getStoreCurrency, putStoreCurrency } from "@crema/shared/contract/store-currency";
import { getStoreDay, listStoreZReports } from "@crema/shared/contract/store-days";
import * as stores from "@crema/shared/contract/stores";
import { ONLOOKER } from "@crema/shared/contract/viewers";
import { lastMonth } from "@crema/shared/domain/kernel/calendar-month";
import { OrderStatus } from "@crema/shared/domain/order/order";
import type { PinHash } from "@crema/shared/domain/store/profile";
import type { Mount } from "@crema/shared/server/mount";
import { hashPin } from "../auth/pin-hash.ts";
import { shownInCloud } from "../order-presenter.ts";
import { unknownStore } from "../queries/unknown-store.ts";
import { booksOf } from "../reports/books/books.ts";
import { neverSpent, topSpenders } from "../reports/customer-spend.ts";
import { menuRows } from "../reports/menu-rows.ts";
import { quarantinedEvents } from "../reports/quarantine.ts";
import { storeCurrency } from "../reports/store-currency.ts";
import { storeDay, storeZReports } from "../reports/store-days.ts";
import { storeLinks } from "../reports/store-links.ts";
import { storeOrders, storeTotals } from "../reports/store-orders.ts";
import { storeRead } from "../reports/store-read.ts";
import { callerOf } from "./caller.ts";
import type { RouteDeps } from "./ports.ts";
import { scopeOf } from "./reports.ts";
import { refused } from "./responses.ts";

export function mountAdminRoutes(mount: Mount, deps: RouteDeps): void {
  const { commands, queries, pool } = deps;

  mount(admin.putStore, async (c) => {
    const { store_id } = c.req.valid("param");
    const input = c.req.valid("json");
    const stored = await commands.putStore(store_id, input, await hashPins(input, commands.pinSalt(store_id)));
    return stored.ok ? c.json({ store_id, ...stored.value }, 200) : refused(stored.refusal);
  });

  mount(stores.getStore, async (c) => {
    const { store_id } = c.req.valid("param");
    const read = await storeRead(pool, store_id, commands.pinSalt(store_id));
    return read.ok ? c.json(read.value, 200) : refused(read.refusal);
  });

  mount(stores.setRetired, async (c) => {
    const { store_id } = c.req.valid("param");
    const set = await commands.setRetired(store_id, c.req.valid("json").retired);
    return set.ok ? c.json({ store_id, retired_at: set.value }, 200) : refused(set.refusal);
  });

  mount(stores.putPaymentAccount, async (c) => {
    const { stripe_account_id, confirmation } = c.req.valid("json");
    const change = { account: stripe_account_id, confirmation };
    const stored = await commands.putPaymentAccount(c.req.valid("param").store_id, change, callerOf(c.get("principal")));
    return stored.ok ? c.json({ stripe_account_id }, 200) : refused(stored.refusal);
  });

  mount(admin.putMenu, async (c) => {
    const stored = await commands.putMenu(c.req.valid("param").store_id, c.req.valid("json"));
    return stored.ok ? c.json(stored.value, 200) : refused(stored.refusal);
  });

  mount(admin.getMenuRows, async (c) => {
    const rows = await menuRows(pool, c.req.valid("param").store_id);
    return rows.ok ? c.json(rows.value, 200) : refused(rows.refusal);
  });

  mount(admin.publishMenu, async (c) => {
    const { store_id } = c.req.valid("param");
    const published = await commands.publishMenu(store_id, c.req.valid("json").expected_version);
    return published.ok ? c.json({ store_id, ...published.value }, 200) : refused(published.refusal);
  });

  mount(getStoreCurrency, async (c) => {
    const found = await storeCurrency(pool, c.req.valid("param").store_id);
    return found.ok ? c.json(found.value, 200) : refused(found.refusal);
  });

  mount(putStoreCurrency, async (c) => {
    const { store_id } = c.req.valid("param");
    const changed = await commands.changeCurrency(store_id, c.req.valid("json"));
    return changed.ok ? c.json({ store_id, ...changed.value }, 200) : refused(changed.refusal);
  });

  mount(answerStoreDigits, async (c) => {
    const { store_id } = c.req.valid("param");
    const answered = await commands.answerDigits(store_id, c.req.valid("json").answer, callerOf(c.get("principal")));
    return answered.ok ? c.json({ store_id, ...answered.value }, 200) : refused(answered.refusal);
  });

  mount(admin.createEnrollCode, async (c) => {
    const { store_id } = c.req.valid("param");
    const made = await commands.createEnrollCode(store_id);
    return made.ok ? c.json({ store_id, ...made.value }, 201) : refused(made.refusal);
  });

  mount(admin.listStoreLinks, async (c) => c.json({ stores: await storeLinks(deps, scopeOf(c.get("principal"))) }, 200));

  mount(admin.listStoreOrders, async (c) => {
    const page = await storeOrders(pool, c.req.valid("param").store_id, c.req.valid("query"));
    return page.ok ? c.json(page.value, 200) : refused(page.refusal);
  });

  mount(admin.getStoreTotals, async (c) => {
    const totals = await storeTotals(pool, c.req.valid("param").store_id);
    return totals.ok ? c.json(totals.value, 200) : refused(totals.refusal);
  });

  mount(listStoreZReports, async (c) => {
    const page = await storeZReports(pool, c.req.valid("param").store_id, c.req.valid("query"));
    return page.ok ? c.json(page.value, 200) : refused(page.refusal);
  });

  mount(getStoreDay, async (c) => {
    const { store_id, business_day } = c.req.valid("param");
    const day = await storeDay(pool, store_id, business_day);
    return day.ok ? c.json(day.value, 200) : refused(day.refusal);
  });

  mount(getBooks, async (c) => {
    const { store_id, business_day } = c.req.valid("param");
    const { payments, clock, timers } = deps;
    const books = await booksOf({ pool, provider: payments?.provider ?? null, clock, timers }, store_id, business_day);
    return books.ok ? c.json(books.value, 200) : refused(books.refusal);
  });

  mount(listTopSpenders, async (c) => {
    const { time_zone: timeZone, month = lastMonth(deps.clock.now(), timeZone) } = c.req.valid("query");
    return c.json(await topSpenders(pool, { month, timeZone }, scopeOf(c.get("principal"))), 200);
  });

  mount(listNeverSpent, async (c) => c.json(await neverSpent(pool, c.req.valid("query"), scopeOf(c.get("principal"))), 200));

  mount(admin.getStoreQueue, async (c) => {
    const { status, age } = c.req.valid("query");
    const statuses = parseStatuses(status);
    if (statuses === "unknown") {
      const message = `a comma-separated list of ${OrderStatus.options.join(", ")}`;
      return refused({ code: "request.invalid", detail: `query:status: ${message}`, fields: [{ field: "query:status", message }] });
    }
    const { store_id } = c.req.valid("param");
    const unknown = await unknownStore(pool, store_id);
    if (unknown) return refused(unknown);
    const { orders, ...counts } = await queries.queue(store_id, statuses, age);
    return c.json({ cursor: 0, ...counts, orders: orders.map((order) => shownInCloud(order, ONLOOKER)) }, 200);
  });

  mount(admin.listQuarantine, async (c) => {
    const page = await quarantinedEvents(pool, c.req.valid("param").store_id, c.req.valid("query"));
    return page.ok ? c.json(page.value, 200) : refused(page.refusal);
  });

  mount(admin.retryQuarantine, async (c) => {
    const retried = await commands.retryQuarantine(c.req.valid("param").store_id);
    return retried.ok ? c.json(retried.value, 200) : refused(retried.refusal);
  });

  mount(admin.setAsideQuarantined, async (c) => {
    const { store_id, epoch, seq } = c.req.valid("param");
    const by = callerOf(c.get("principal"));
    const aside = await commands.setAsideQuarantined(store_id, { epoch, seq }, c.req.valid("json").reason, by);
    return aside.ok ? c.json(aside.value, 200) : refused(aside.refusal);
  });

  mount(admin.resolveConflict, async (c) => {
    const { store_id } = c.req.valid("param");
    const resolved = await commands.resolveConflict(store_id, callerOf(c.get("principal")));
    return resolved.ok ? c.json({ store_id, ...resolved.value }, 200) : refused(resolved.refusal);
  });

  mount(createCustomer, async (c) => {
    const { first_name, email } = c.req.valid("json");
    const made = await commands.createCustomer(first_name, email);
    return made.ok ? c.json(made.value, 201) : refused(made.refusal);
  });
}

/** One after the other: each takes 16 MiB and a thread for its time. */
async function hashPins(input: admin.StoreInput, salt: Uint8Array): Promise<Map<string, PinHash>> {
  const hashes = new Map<string, PinHash>();
  for (const { staff_id, pin } of input.staff) {
    if (pin !== null) hashes.set(staff_id, await hashPin(pin, salt));
  }
  return hashes;
}

function parseStatuses(text: string | undefined): OrderStatus[] | null | "unknown" {
  if (text === undefined) return null;
  const parsed = OrderStatus.array().safeParse(text.split(","));
  return parsed.success ? parsed.data : "unknown";
}
