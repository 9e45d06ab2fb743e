/**
 * The stores as a customer sees them: those that have a menu, with their hours and whether they can be reached. Built
 * at most once a second, by one read for all callers. The time up to which an online store is known moves with each
 * heartbeat; it is not part of the validator, or no client's copy would ever be valid again.
 */
import { createHash } from "node:crypto";
import type { StoreSummary } from "@crema/shared/contract/stores";
import { type Clock, iso } from "@crema/shared/domain/kernel/clock";
import { hoursToday, isOpen, opensNext, specialDayAt } from "@crema/shared/domain/store/opening-hours";
import { ProfileDocument } from "@crema/shared/domain/store/profile";
import { READS_TIPS } from "@crema/sync/protocol/command-needs";
import type { z } from "zod";
import type { Database } from "../db/database.ts";
import { believedSince, closedAccountOf } from "../payments/accounts.ts";
import type { MenuInForce } from "../ports.ts";
import type { TakesOnlinePayment } from "./online-payment-at.ts";
import { isLinkUp, type LinkFacts, pausedUntil } from "./store-online.ts";

export const STORES_MAX_AGE_MS = 1_000;

const Shown = ProfileDocument.pick({
  name: true,
  address: true,
  location: true,
  time_zone: true,
  hours: true,
  special_days: true,
  currency: true,
  look: true,
  settings: true,
});
type Store = z.infer<typeof StoreSummary>;

export interface StoreListDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly takesOnlinePayment: TakesOnlinePayment;
}

/** Serialised; `etag` is a strong one's text, to be sent as a weak one. */
export function createStoreList(deps: StoreListDeps): () => Promise<MenuInForce> {
  let made: { at: number; list: Promise<MenuInForce> } | null = null;
  return () => {
    const now = deps.clock.monotonic();
    if (made && now - made.at < STORES_MAX_AGE_MS) return made.list;
    const list = readStores(deps).then(responseOf);
    const mine = { at: now, list };
    made = mine;
    list.catch(() => {
      // A failed read is not remembered.
      if (made === mine) made = null;
    });
    return list;
  };
}

function responseOf(stores: Store[]): MenuInForce {
  const lasting = stores.map((store) => (store.is_online ? { ...store, as_of: null } : store));
  const etag = `"${createHash("sha256").update(JSON.stringify(lasting)).digest("base64url")}"`;
  return { etag, body: JSON.stringify({ stores }) };
}

async function readStores({ database: { pool }, clock, takesOnlinePayment }: StoreListDeps): Promise<Store[]> {
  const found = await pool.query<
    {
      store_id: string;
      document: unknown;
      app_orders_paused_until: Date | null;
      asap_wait_s: number | null;
      account_closed: boolean;
      reads_tips: boolean;
      has_box: boolean;
    } & LinkFacts
  >({
    name: "store_list",
    text: `SELECT p.store_id, p.document, s.app_orders_paused_until, n.last_seen_at, (n.heartbeat ->> 'asap_wait_s')::int AS asap_wait_s, l.conflict, l.frozen_by, l.node_id IS NOT NULL AS has_box,
             (SELECT i.created_at FROM store_inbox i WHERE i.store_id = p.store_id AND i.seq > n.inbox_seq ORDER BY i.seq LIMIT 1) AS oldest_unapplied_at,
             ${closedAccountOf("$1")} AS account_closed, coalesce((n.heartbeat ->> 'protocol_version')::int, 0) >= ${READS_TIPS} AS reads_tips
           FROM store_documents p JOIN store_documents m ON m.store_id = p.store_id AND m.kind = 'menu'
             JOIN stores s ON s.store_id = p.store_id AND s.retired_at IS NULL
             JOIN store_links l ON l.store_id = p.store_id LEFT JOIN store_link_seen n ON n.store_id = p.store_id
           WHERE p.kind = 'profile' ORDER BY p.store_id`,
    values: [believedSince(clock)],
  });
  const now = clock.now();
  return Promise.all(
    found.rows.map(async ({ store_id, document, account_closed, reads_tips, has_box, app_orders_paused_until, asap_wait_s, ...facts }) => {
      const { hours, special_days, settings, ...shown } = Shown.parse(document);
      const opening = { hours, special_days, time_zone: shown.time_zone };
      const is_open = isOpen(opening, now);
      const opens = is_open ? null : opensNext(opening, now);
      const special = specialDayAt(opening, now);
      const is_online = isLinkUp(facts, now);
      const paused_until = pausedUntil(app_orders_paused_until, now);
      const status = !is_open ? "CLOSED" : !is_online ? "OFFLINE" : paused_until === null ? "OPEN" : "PAUSED";
      const takes_online_payment = !account_closed && (await takesOnlinePayment({ store_id, currency: shown.currency }));
      return {
        store_id,
        ...shown,
        hours_today: hoursToday(opening, now),
        special_day: special && { date: special.date, name: special.name ?? null },
        status,
        asap_wait_s: status === "OPEN" ? wholeMinutes(asap_wait_s ?? settings.prep_time_s) : null,
        is_open,
        opens_at: opens === null ? null : iso(opens),
        is_online,
        takes_orders_for_later: has_box && facts.frozen_by === null,
        app_orders_paused_until: paused_until,
        is_rejoining: facts.frozen_by !== null,
        as_of: facts.last_seen_at ? iso(facts.last_seen_at.getTime()) : null,
        takes_online_payment,
        takes_tips: takes_online_payment && reads_tips,
      };
    }),
  );
}

/** In whole minutes, upwards: a copy of the list stays valid while nothing moves that people would notice. */
const wholeMinutes = (seconds: number): number => Math.ceil(seconds / 60) * 60;
