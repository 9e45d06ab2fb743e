/** What is sold out and how much is left: of items, and of modifiers wherever they are offered. */
import { type Availability, type Counted, MAX_STOCK_SAID } from "@crema/shared/domain/menu/menu";
import type { MarkedSoldOut } from "@crema/shared/domain/order/sold-out-lines";
import type { Sellable } from "../ports.ts";
import type { Db } from "./database.ts";

type Kind = Sellable["kind"];

/** How one thing is sold. Sold out by the count: `sold_out` with a balance of 0 or below. */
export interface Stock {
  readonly sold_out: boolean;
  /** When it is on sale again by itself; null: when somebody says so, or it is on sale. */
  readonly until: string | null;
  /** What is left of it; null: it is not counted. Below 0: the counter has sold so many beyond the count. */
  readonly balance: number | null;
}

export const ON_SALE: Stock = { sold_out: false, until: null, balance: null };

export interface AvailabilityTable {
  /** `revision` is stored in the box's position row, with the other counters; it counts both. */
  read(revision: number): Availability;
  of(what: Sellable): Stock;
  set(what: Sellable, stock: Stock, at: string): void;
  /** What is left of what is counted; no more of them than a heartbeat takes, or no batch of the box would be taken. */
  counted(): Counted[];
  isCounting(): boolean;
  /** What staff have marked as sold out. */
  markedSoldOut(): MarkedSoldOut;
  /** When the next thing is on sale again by itself. */
  nextUntil(): string | null;
  /** What was sold out until then, or until before. */
  pastUntil(now: string): Sellable[];
  /** Raised by every change since the start, also by one that is then undone. */
  changes(): number;
}

export function prepareAvailability(db: Db): AvailabilityTable {
  const tables = { item: prepareKind(db, "availability", "item_id"), modifier: prepareKind(db, "modifier_availability", "modifier_id") };
  const counts = db.prepare<[], { kind: Kind; id: string; balance: number }>(
    `SELECT 'item' AS kind, item_id AS id, balance FROM availability WHERE balance IS NOT NULL
     UNION ALL SELECT 'modifier', modifier_id, balance FROM modifier_availability WHERE balance IS NOT NULL ORDER BY kind, id
     LIMIT ${MAX_STOCK_SAID}`,
  );
  const isCounting = db.prepare<[], { yes: number }>(
    `SELECT EXISTS (SELECT 1 FROM availability WHERE balance IS NOT NULL)
       OR EXISTS (SELECT 1 FROM modifier_availability WHERE balance IS NOT NULL) AS yes`,
  );
  const timed = db.prepare<[], { kind: Kind; id: string; until: string }>(
    `SELECT 'item' AS kind, item_id AS id, until FROM availability WHERE until IS NOT NULL
     UNION ALL SELECT 'modifier', modifier_id, until FROM modifier_availability WHERE until IS NOT NULL ORDER BY until, kind, id
     LIMIT ${MAX_STOCK_SAID}`,
  );
  const counted = () => counts.all().map(({ kind, id, balance }): Counted => ({ kind, id, left: Math.max(0, balance) }));
  let changes = 0;
  return {
    read: (revision) => ({
      revision,
      sold_out_item_ids: tables.item.soldOut(),
      sold_out_modifier_ids: tables.modifier.soldOut(),
      until: timed.all(),
      counted: counted(),
    }),
    of: ({ kind, id }) => tables[kind].of(id),
    set({ kind, id }, stock, at) {
      changes += 1;
      tables[kind].set(id, stock, at);
    },
    counted,
    isCounting: () => isCounting.get()?.yes === 1,
    markedSoldOut: () => ({ items: new Set(tables.item.marked()), modifiers: new Set(tables.modifier.marked()) }),
    nextUntil: () => timed.get()?.until ?? null,
    pastUntil: (now) => timed.all().flatMap(({ kind, id, until }) => (until <= now ? [{ kind, id }] : [])),
    changes: () => changes,
  };
}

function prepareKind(db: Db, table: "availability" | "modifier_availability", column: "item_id" | "modifier_id") {
  const all = db.prepare<[], { id: string }>(`SELECT ${column} AS id FROM ${table} WHERE sold_out = 1 ORDER BY id`);
  const marked = db.prepare<[], { id: string }>(`SELECT ${column} AS id FROM ${table} WHERE sold_out = 1 AND balance IS NULL`);
  const one = db.prepare<[string], { sold_out: number; until: string | null; balance: number | null }>(
    `SELECT sold_out, until, balance FROM ${table} WHERE ${column} = ?`,
  );
  const upsert = db.prepare<[string, number, string, string | null, number | null]>(
    `INSERT INTO ${table} (${column}, sold_out, changed_at, until, balance) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (${column}) DO UPDATE
     SET sold_out = excluded.sold_out, changed_at = excluded.changed_at, until = excluded.until, balance = excluded.balance`,
  );
  return {
    soldOut: () => all.all().map((row) => row.id),
    marked: () => marked.all().map((row) => row.id),
    of(id: string): Stock {
      const row = one.get(id);
      return row ? { ...row, sold_out: row.sold_out === 1 } : ON_SALE;
    },
    set: (id: string, { sold_out, until, balance }: Stock, at: string) => void upsert.run(id, sold_out ? 1 : 0, at, until, balance),
  };
}
