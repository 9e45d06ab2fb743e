/**
 * Reads what the provider has of a frozen store's orders, intents and refunds, before the freeze may end: of every order that is not
 * over, and of every intent made since the last moment known here that nobody remembers (J6). Nothing is decided by it yet.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import type { IntentSnapshot } from "@crema/shared/domain/payment/intent";
import type { Database } from "../db/database.ts";
import type { ListedIntent, PaymentProvider, ProviderResult } from "../payments/provider.ts";

export interface ReadDeps {
  readonly database: Pick<Database, "pool">;
  /** null: no online payment is offered. */
  readonly provider: PaymentProvider | null;
  readonly clock: { now(): number };
}

export interface Unread {
  readonly store_id: string;
  readonly incarnation_id: string;
  readonly begun_at: Date;
  readonly lost_from: Date | null;
}

/** The clocks of both sides differ, and the provider lists by whole seconds. */
const MARGIN_MS = 10 * 60_000;
/** Where nobody knows since when: as long as a hold lasts at most. */
const FURTHEST_MS = 31 * 24 * 3_600_000;
const AT_ONCE = 10;

export interface ProviderRead {
  /** To which the provider admits this installation no more, whatever we do: nothing of them can be read. */
  readonly closed_accounts: readonly string[];
}

/** null: the provider did not answer everything, and is asked again for what is left. */
export async function readProvider({ database: { pool }, provider, clock }: ReadDeps, freeze: Unread): Promise<ProviderRead | null> {
  if (!provider) return { closed_accounts: [] };
  const open = await pool.query<Wanted>(
    `SELECT i.intent_id, i.account, i.order_id FROM payment_intents i JOIN orders o USING (store_id, order_id)
     WHERE i.store_id = $1 AND i.intent_id IS NOT NULL AND o.status NOT IN ('COMPLETED', 'CANCELLED')`,
    [freeze.store_id],
  );
  const wanted = [...open.rows];
  const closed = new Set<string>();
  for (const account of await accountsOf(pool, freeze.store_id)) {
    const forgotten = await listForgotten(pool, provider, freeze, account);
    if (forgotten === null) return null;
    if (forgotten === "closed") closed.add(account);
    else wanted.push(...forgotten);
  }
  const read = await pool.query<{ intent_id: string }>(
    "SELECT intent_id FROM freeze_readings WHERE store_id = $1 AND incarnation_id = $2",
    [freeze.store_id, freeze.incarnation_id],
  );
  const done = new Set(read.rows.map((row) => row.intent_id));
  const left = wanted.filter((each) => !done.has(each.intent_id) && !closed.has(each.account));
  let isWhole = true;
  for (let from = 0; from < left.length; from += AT_ONCE) {
    const piece = left.slice(from, from + AT_ONCE);
    const read = await Promise.all(piece.map((each) => readOne({ pool, provider, clock }, freeze, each)));
    isWhole = isWhole && !read.includes("again");
    for (const [index, each] of piece.entries()) if (read[index] === "closed") closed.add(each.account);
  }
  return isWhole ? { closed_accounts: [...closed].toSorted() } : null;
}

interface Wanted {
  readonly intent_id: string;
  readonly account: string;
  readonly order_id: string;
}

async function accountsOf(pool: ReadDeps["database"]["pool"], storeId: string): Promise<string[]> {
  const found = await pool.query<{ account: string }>(
    `SELECT DISTINCT account FROM payment_intents WHERE store_id = $1
     UNION SELECT coalesce(stripe_account_id, '') FROM stores WHERE store_id = $1`,
    [storeId],
  );
  return found.rows.map((row) => row.account);
}

/** null: the provider did not answer. */
async function listForgotten(
  pool: ReadDeps["database"]["pool"],
  provider: PaymentProvider,
  { store_id, begun_at, lost_from }: Unread,
  account: string,
): Promise<Wanted[] | "closed" | null> {
  const toMs = begun_at.getTime() + MARGIN_MS;
  const fromMs = lost_from ? lost_from.getTime() - MARGIN_MS : begun_at.getTime() - FURTHEST_MS;
  const listed: ListedIntent[] = [];
  for (let after: string | null = null; ; ) {
    const page = await provider.listIntents(account || null, { fromMs, toMs }, after);
    if (isClosed(page)) return "closed";
    if (page.kind !== "done") return null;
    listed.push(...page.value.intents.filter((intent) => intent.store_id === store_id && intent.order_id !== null));
    after = page.value.next;
    if (after === null) break;
  }
  const known = await pool.query<{ intent_id: string }>("SELECT intent_id FROM payment_intents WHERE intent_id = ANY ($1)", [
    listed.map(({ snapshot }) => snapshot.intent_id),
  ]);
  const remembered = new Set(known.rows.map((row) => row.intent_id));
  return listed.flatMap(({ snapshot: { intent_id }, order_id }) =>
    order_id === null || remembered.has(intent_id) ? [] : [{ intent_id, account, order_id }],
  );
}

async function readOne(
  {
    pool,
    provider,
    clock,
  }: { readonly pool: ReadDeps["database"]["pool"]; readonly provider: PaymentProvider; readonly clock: ReadDeps["clock"] },
  { store_id, incarnation_id }: Unread,
  { intent_id, account, order_id }: Wanted,
): Promise<"read" | "closed" | "again"> {
  const read = await provider.readIntent(intent_id, account || null);
  // Where the provider does not know the intent, there is nothing to wait for: its checks raise an exception afterwards.
  if (read.kind === "refused") return "read";
  if (isClosed(read)) return "closed";
  if (read.kind !== "done") return "again";
  const snapshot: IntentSnapshot = read.value;
  await pool.query(
    `INSERT INTO freeze_readings (store_id, intent_id, incarnation_id, account, order_id, snapshot, read_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (store_id, intent_id) DO UPDATE SET incarnation_id = excluded.incarnation_id, snapshot = excluded.snapshot, read_at = excluded.read_at`,
    [store_id, intent_id, incarnation_id, account, order_id, JSON.stringify(snapshot), iso(clock.now())],
  );
  return "read";
}

/** A key of ours that is refused can be mended here, and is waited for; an account that its owner has closed cannot. */
const isClosed = (read: ProviderResult<unknown>): boolean => read.kind === "not_admitted" && read.scope === "account";
