/**
 * Puts the commands back that a box has applied and this cloud has forgotten, under the numbers that they had. What the cloud has
 * appended itself since it was put back, and the box has never seen, is numbered above them.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { InboxRun } from "@crema/sync/protocol/hand-back";
import { type ChainedEntry, chainInbox, INBOX_GENESIS, inboxChainFault } from "@crema/sync/protocol/inbox-chain";
import type { InboxPlace } from "@crema/sync/protocol/join";
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
  /** null, in JSON: what it said is on no disk that we know of. It keeps its place, and goes down to nobody (db/shape-source.ts). */
  readonly command: string | null;
  readonly chain: string;
}

/** Where the box that hands back stands. */
export interface BoxPlace {
  readonly inbox: InboxPlace;
  /** When that was taken which it was enrolled with, and which stands for the inbox until then; null: it followed no other box. */
  readonly begun_at: string | null;
}

/** How much further back a run begins that did not begin in common. */
const STEP = 200;

/** The link row must be locked. Refuses with request.invalid where the run does not hold together. */
export async function replaceInbox(unit: UnitOfWork, run: InboxRun, box: BoxPlace): Promise<Result<Replaced>> {
  const { link, client } = unit;
  if (!link) throw new Error("the link row is not locked");
  const { after, entries } = run;
  const known = await chainAt(unit, after.seq);
  const fits = known !== null && followsOn(run, known, box.inbox);
  if (!fits && after.seq === 0) return refuse("request.invalid", "The inbox that the box hands back begins with another chain.");
  const { oldest, reported } = await placesOf(unit, box.begun_at);
  // Whoever has less goes back as far as both store anything; then what the box has applied stands, whatever is here.
  if (!fits && !run.is_all) return ok({ kind: "earlier", after_seq: after.seq > oldest ? Math.max(oldest, after.seq - STEP) : 0 });
  const broken = runFault(run, fits ? known : null);
  if (broken !== null)
    return refuse("request.invalid", `Entry ${broken} of the inbox that the box hands back does not follow the one before.`);
  const place = fits || entries.length > 0 ? null : placeOf(box.inbox);
  const from = fits ? after.seq : Math.min(after.seq, reported, place ? place.seq - 1 : after.seq);
  const here = await client.query<StoredEntry>(
    "SELECT seq, id, command::text AS command, chain FROM store_inbox WHERE store_id = $1 AND seq > $2 ORDER BY seq",
    [link.store_id, from],
  );
  const bySeq = new Map(here.rows.map((row) => [row.seq, row]));
  const isHere = (entry: ChainedEntry) => entry.seq < oldest || bySeq.get(entry.seq)?.chain === entry.chain;
  const differs = entries.findIndex((entry) => !isHere(entry));
  const forgotten = differs < 0 ? [] : entries.slice(differs);
  const lasting: readonly StoredEntry[] = place ? [place] : forgotten;
  if (lasting.length === 0) return ok({ kind: "replaced", forgotten, renumbered: 0 });
  const common = fits ? after.seq + differs : from;
  const ids = new Set(entries.map((entry) => entry.id));
  const own = here.rows.filter((row) => row.seq > common && !ids.has(row.id));
  const renumbered = await putBack(unit, common, lasting, own);
  return ok({ kind: "replaced", forgotten, renumbered });
}

/** Whether the run goes on from the chain that is known here at its beginning. */
function followsOn({ after, entries }: InboxRun, known: string, place: InboxPlace): boolean {
  const said = after.chain ?? (entries.length === 0 && place.seq === after.seq ? place.chain : null);
  return said === null ? inboxChainFault({ seq: after.seq, chain: known }, entries) === null : said === known;
}

/** What a box was enrolled with stands for that place, and it has applied nothing since: there is no entry that it could hand back. */
const placeOf = ({ seq, id, chain }: InboxPlace): StoredEntry | null =>
  id === null || chain === null ? null : { seq, id, chain, command: null };

/** What stands, in the place of all that is stored after `common`, and above it what was told here since. Returns how much that is. */
async function putBack(unit: UnitOfWork, common: number, lasting: readonly StoredEntry[], own: readonly StoredEntry[]): Promise<number> {
  const { link, client } = unit;
  const last = lasting.at(-1);
  if (!link || !last) throw new Error("nothing to put back");
  await client.query("DELETE FROM store_inbox WHERE store_id = $1 AND seq > $2", [link.store_id, common]);
  let { seq, chain } = last;
  const above = own.flatMap(({ id, command }): StoredEntry[] => {
    if (command === null || command === NOTHING) return [];
    seq += 1;
    chain = chainInbox(chain, id, command);
    return [{ seq, id, command, chain }];
  });
  const now = iso(unit.clock.now());
  await insertRows(
    client,
    INSERT_ENTRIES,
    [...lasting, ...above].map((entry) => ({ ...entry, store_id: link.store_id, now })),
  );
  link.inbox_head = seq;
  link.inbox_chain = chain;
  unit.pending.linkChanged = true;
  unit.pending.downMoved = true;
  return above.length;
}

/** How a command that is not known is stored. */
const NOTHING = "null";

/**
 * `oldest`: the first entry that is stored here; `reported`: up to where the store's box has said to have applied it, or was told at its
 * enrolment what came of it.
 */
async function placesOf({ client, link }: UnitOfWork, begunAt: string | null): Promise<{ oldest: number; reported: number }> {
  const found = await client.query<{ oldest: number | null; reported: number }>(
    `SELECT (SELECT min(seq) FROM store_inbox WHERE store_id = $1) AS oldest,
       greatest((SELECT inbox_seq FROM store_link_seen WHERE store_id = $1),
         (SELECT max(seq) FROM store_inbox WHERE store_id = $1 AND created_at <= $2), 0) AS reported`,
    [link?.store_id, begunAt],
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
    command: jsonText((row) => row.command ?? NOTHING),
    chain: text((row) => row.chain),
    created_at: timestamptz((row) => row.now),
  },
  "",
  "hand_back_inbox",
);
