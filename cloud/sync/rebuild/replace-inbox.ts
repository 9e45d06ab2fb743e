/**
 * Puts the commands back that a box has applied and this cloud has forgotten, under the numbers that they had. What the cloud has
 * appended itself since it was put back, and the box has never seen, is numbered above them.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { InboxRun } from "@crema/sync/protocol/hand-back";
import { type ChainedEntry, chainInbox, INBOX_GENESIS, inboxChainFault } from "@crema/sync/protocol/inbox-chain";
import { bigint, insertInto, insertRows, jsonText, text, timestamptz, uuid } from "../../db/insert.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";

export type Replaced =
  /** `forgotten`: the entries that were not here, in their order. */
  | { readonly kind: "replaced"; readonly forgotten: readonly ChainedEntry[]; readonly renumbered: number }
  /** Both have nothing in common at that place: the run has to begin earlier. */
  | { readonly kind: "earlier"; readonly after_seq: number };

interface StoredEntry {
  readonly seq: number;
  readonly id: string;
  readonly command: string;
  readonly chain: string;
}

/** How much further back a run begins that did not begin in common. */
const STEP = 200;

/** The link row must be locked. Refuses with request.invalid where the run does not hold together. */
export async function replaceInbox(unit: UnitOfWork, run: InboxRun): Promise<Result<Replaced>> {
  const { link, client } = unit;
  if (!link) throw new Error("the link row is not locked");
  const { after, entries } = run;
  const known = await chainAt(unit, after.seq);
  const fits = known !== null && (after.chain === null || after.chain === known);
  if (!fits && after.seq === 0) return refuse("request.invalid", "The inbox that the box hands back begins with another chain.");
  const { oldest, reported } = await placesOf(unit);
  // Whoever has less goes back as far as both store anything; then what the box has applied stands, whatever is here.
  if (!fits && !run.is_all) return ok({ kind: "earlier", after_seq: after.seq > oldest ? Math.max(oldest, after.seq - STEP) : 0 });
  const broken = runFault(run, fits ? known : null);
  if (broken !== null)
    return refuse("request.invalid", `Entry ${broken} of the inbox that the box hands back does not follow the one before.`);
  const from = fits ? after.seq : Math.min(after.seq, reported);
  const here = await client.query<StoredEntry>(
    "SELECT seq, id, command::text AS command, chain FROM store_inbox WHERE store_id = $1 AND seq > $2 ORDER BY seq",
    [link.store_id, from],
  );
  const bySeq = new Map(here.rows.map((row) => [row.seq, row]));
  const isHere = (entry: ChainedEntry) => entry.seq < oldest || bySeq.get(entry.seq)?.chain === entry.chain;
  const differs = entries.findIndex((entry) => !isHere(entry));
  const forgotten = differs < 0 ? [] : entries.slice(differs);
  if (forgotten.length === 0) return ok({ kind: "replaced", forgotten, renumbered: 0 });
  const common = fits ? after.seq + differs : from;
  const ids = new Set(entries.map((entry) => entry.id));
  const own = here.rows.filter((row) => row.seq > common && !ids.has(row.id));
  await client.query("DELETE FROM store_inbox WHERE store_id = $1 AND seq > $2", [link.store_id, common]);
  let { seq, chain } = forgotten.at(-1) ?? { seq: common, chain: link.inbox_chain };
  const above = own.map(({ id, command }): StoredEntry => {
    seq += 1;
    chain = chainInbox(chain, id, command);
    return { seq, id, command, chain };
  });
  const now = iso(unit.clock.now());
  await insertRows(
    client,
    INSERT_ENTRIES,
    [...forgotten, ...above].map((entry) => ({ ...entry, store_id: link.store_id, now })),
  );
  link.inbox_head = seq;
  link.inbox_chain = chain;
  unit.pending.linkChanged = true;
  unit.pending.downMoved = true;
  return ok({ kind: "replaced", forgotten, renumbered: above.length });
}

/** `oldest`: the first entry that is stored here; `reported`: up to where the store's box has said to have applied it. */
async function placesOf({ client, link }: UnitOfWork): Promise<{ oldest: number; reported: number }> {
  const found = await client.query<{ oldest: number | null; reported: number }>(
    `SELECT (SELECT min(seq) FROM store_inbox WHERE store_id = $1) AS oldest,
       coalesce((SELECT inbox_seq FROM store_link_seen WHERE store_id = $1), 0) AS reported`,
    [link?.store_id],
  );
  const { oldest, reported } = found.rows[0] ?? { oldest: null, reported: 0 };
  return { oldest: oldest ?? (link?.inbox_head ?? 0) + 1, reported };
}

/** Where the chain before its first entry is not known, that one is taken at its word. */
export function runFault({ after, entries }: InboxRun, known: string | null): number | null {
  const chain = known ?? after.chain;
  if (chain !== null) return inboxChainFault({ seq: after.seq, chain }, entries);
  const [first, ...rest] = entries;
  if (!first) return null;
  return first.seq === after.seq + 1 ? inboxChainFault(first, rest) : first.seq;
}

/** null: not stored here. */
async function chainAt({ client, link }: UnitOfWork, seq: number): Promise<string | null> {
  if (seq === 0) return INBOX_GENESIS;
  if (seq === link?.inbox_head) return link.inbox_chain;
  const found = await client.query<{ chain: string }>("SELECT chain FROM store_inbox WHERE store_id = $1 AND seq = $2", [
    link?.store_id,
    seq,
  ]);
  return found.rows[0]?.chain ?? null;
}

const INSERT_ENTRIES = insertInto<StoredEntry & { readonly store_id: string; readonly now: string }>(
  "store_inbox",
  {
    store_id: text((row) => row.store_id),
    seq: bigint((row) => row.seq),
    id: uuid((row) => row.id),
    command: jsonText((row) => row.command),
    chain: text((row) => row.chain),
    created_at: timestamptz((row) => row.now),
  },
  "",
  "hand_back_inbox",
);
