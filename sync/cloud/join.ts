/**
 * What the cloud does with a join (J1): compares the positions under the link row's lock and answers with a plan. Only a join that
 * goes on changes anything: it gets the next number, and the token of the one before it is worth nothing from that commit on.
 */
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { z } from "zod";
import type { HandBack, JoinDatabase, JoinTransaction, LockedLink } from "../ports.ts";
import { type FactsPage, FactsRequest, RebuildRequest } from "../protocol/hand-back.ts";
import { INBOX_GENESIS } from "../protocol/inbox-chain.ts";
import { type Joined, JoinRequest, type JoinResponse } from "../protocol/join.ts";
import { isSupported } from "../protocol/version.ts";
import { factsFault, inboxFault, snapshotFault } from "./hand-back-fault.ts";
import {
  areOvertaken,
  type CloudPositions,
  compare,
  type Findings,
  lastInCommon,
  nameOf,
  type PlanKind,
  planOf,
  whyOf,
} from "./join-plan.ts";
import { FIRST_WITH_JOINS, type JoinTokens } from "./join-token.ts";
import { type BoxPrincipal, Versioned, versionRefusal } from "./parsed-batch.ts";

type Untimed<T> = T extends unknown ? Omit<T, "cloud_time"> : never;
/** The response without the time, which the caller adds as late as it can. */
export type Planned = Untimed<JoinResponse>;

/** The JSON of a request as a join. Refuses with sync.upgrade_required or request.invalid. */
export function readJoin(json: unknown): Result<JoinRequest> {
  const versioned = Versioned.safeParse(json);
  if (!versioned.success) return refuse("request.invalid", "The join does not say its protocol_version.");
  const version = versioned.data.protocol_version;
  if (!isSupported(version) || version < FIRST_WITH_JOINS) return versionRefusal(version);
  const join = JoinRequest.safeParse(json);
  if (join.success) return ok(join.data);
  const fields = join.error.issues.slice(0, 20).map(({ path, message }) => ({ field: `/${path.map(String).join("/")}`, message }));
  return refuse("request.invalid", `${fields[0]?.field ?? "/"}: ${fields[0]?.message ?? "unknown shape"}`, { fields });
}

const Rebuild = z.looseObject({ join: z.unknown() });

/** The JSON of a request as a page of whole facts. Refuses as `readJoin`. */
export const readFacts = (json: unknown): Result<FactsRequest> => readWithJoin(json, FactsRequest);

/** The JSON of a request as what a box hands back. Refuses as `readJoin`. */
export const readRebuild = (json: unknown): Result<RebuildRequest> => readWithJoin(json, RebuildRequest);

function readWithJoin<T extends z.ZodType>(json: unknown, schema: T): Result<z.output<T>> {
  const join = readJoin(Rebuild.safeParse(json).data?.join);
  if (!join.ok) return join;
  const read = schema.safeParse(json);
  if (read.success) return ok(read.data);
  const fields = read.error.issues.slice(0, 20).map(({ path, message }) => ({ field: `/${path.map(String).join("/")}`, message }));
  return refuse("request.invalid", `${fields[0]?.field ?? "/"}: ${fields[0]?.message ?? "unknown shape"}`, { fields });
}

/**
 * Refuses with sync.fenced, store.not_found, auth.wrong_store, auth.forbidden, request.invalid. Rejects when the database does;
 * then nothing has changed.
 */
export async function joinBox(
  box: JoinRequest,
  principal: BoxPrincipal,
  db: JoinDatabase,
  tokens: JoinTokens,
  handBack: HandBack | null = null,
  facts: FactsPage | null = null,
): Promise<Result<Planned>> {
  if (box.store_id !== principal.store_id) return refuse("auth.wrong_store", `The token is not for store ${box.store_id}.`);
  if (box.node_id !== principal.node_id || box.epoch !== principal.epoch) return refuse("auth.forbidden", "The token is not for this box.");
  const impossible = whyImpossible(box) ?? whyNotTaken(box.store_id, handBack, facts);
  if (impossible) return refuse("request.invalid", impossible);
  return db.join(box.store_id, async (tx) => {
    const link = await tx.lockLink(box.store_id);
    if (!link) return refuse("store.not_found", `There is no link for store ${box.store_id}.`);
    const cloud = await tx.positions(link, box);
    const findings = compare(box, cloud);
    const plan = planOf(findings);
    const detail = whyOf(box, cloud, findings);
    if (showsSetBack(plan, findings, areOvertaken(box, cloud))) await tx.freeze(detail);
    if ((endsFreeze(plan, handBack) || (plan === "facts" && facts !== null)) && !(await tx.mayEndFreeze())) return ok(PROVIDER_FIRST);
    switch (plan) {
      case "fenced":
        return refuse("sync.fenced", detail);
      case "fork":
        // A late copy of an old join looks the same, and needs no person.
        if (box.contested) tx.raiseConflict(box.store_id, detail);
        return ok({ plan, detail });
      case "locate":
        return ok({ plan, seq: cloud.log.seq });
      case "rebuild":
        if (handBack === null) return ok({ plan, after_seq: lastInCommon(box, cloud, findings.inbox) });
        return rebuild(tx, link, box, handBack, tokens);
      case "facts":
        if (facts === null) return ok({ plan, oldest_seq: box.log.oldest_seq, after: null });
        return takeFacts(tx, link, box, facts, tokens);
      case "resend":
      case "continue":
        await tx.endFreeze();
        return ok({ plan, ...(await goOn(tx, link, box, cloud, findings, tokens)) });
    }
  });
}

/** In the commit of the join that follows, with the log from where the cloud then stands. */
async function rebuild(
  tx: JoinTransaction,
  link: LockedLink,
  box: JoinRequest,
  handBack: HandBack,
  tokens: JoinTokens,
): Promise<Result<Planned>> {
  const rebuilt = await tx.rebuild(box, handBack);
  if (!rebuilt.ok) return rebuilt;
  if (rebuilt.value.kind === "earlier") return ok({ plan: "rebuild", after_seq: rebuilt.value.after_seq });
  const cloud = await tx.positions(link, box);
  const findings = compare(box, cloud);
  if (findings.log === "gone") return ok({ plan: "facts", oldest_seq: box.log.oldest_seq, after: null });
  await tx.endFreeze();
  const plan = findings.log === "lost" ? "resend" : "continue";
  return ok({ plan, ...(await goOn(tx, link, box, cloud, findings, tokens)) });
}

/** The last page's commit is that of the join that follows. */
async function takeFacts(
  tx: JoinTransaction,
  link: LockedLink,
  box: JoinRequest,
  page: FactsPage,
  tokens: JoinTokens,
): Promise<Result<Planned>> {
  const { at, oldest_seq } = box.log;
  const isPlaced = oldest_seq === 1 || at?.seq === oldest_seq - 1;
  if (page.store && !isPlaced) return refuse("request.invalid", "The last page comes with the hash before the log's oldest event.");
  const isTaken = await tx.takeFacts(box, page);
  // Put back between two pages: what the first ones told is gone again.
  if (!isTaken) return ok({ plan: "facts", oldest_seq, after: null });
  if (!page.store) return ok({ plan: "facts", oldest_seq, after: page.orders.at(-1)?.order_id ?? page.after });
  const cloud = await tx.positions(link, box);
  await tx.endFreeze();
  return ok({ plan: "resend", ...(await goOn(tx, link, box, cloud, compare(box, cloud), tokens)) });
}

/** What no cloud can lack that was not put back. */
function showsSetBack(plan: PlanKind, findings: Findings, areOvertaken: boolean): boolean {
  if (plan === "rebuild") return findings.box === "unknown" || findings.inbox === "unknown" || !areOvertaken;
  return plan === "resend" || plan === "facts" || (plan === "continue" && findings.name === "ahead");
}

/** The exchange with which a freeze ends, if there is one. */
const endsFreeze = (plan: PlanKind, handBack: HandBack | null): boolean =>
  plan === "resend" || plan === "continue" || (plan === "rebuild" && handBack !== null);

const PROVIDER_FIRST: Planned = {
  plan: "wait",
  detail: "The cloud was put back to an earlier state, and reads first what the payment provider has.",
  retry_after_s: 2,
};

async function goOn(
  tx: JoinTransaction,
  link: LockedLink,
  box: JoinRequest,
  cloud: CloudPositions,
  findings: Findings,
  tokens: JoinTokens,
): Promise<Omit<Joined, "plan" | "cloud_time">> {
  const { number, nonce } = nameOf(box, cloud.join);
  const generation = Math.max(link.generation, box.generation);
  const joined: LockedLink = { ...link, join_number: number, join_nonce: nonce, generation };
  if (findings.name !== "again" || generation !== link.generation) await tx.joined(joined);
  return {
    join: { number, token: tokens.issue(joined) },
    last_seq: link.last_seq,
    inbox_head: link.inbox_head,
    inbox_chain: cloud.inbox.at?.chain ?? INBOX_GENESIS,
    generation,
    epoch_certificate: await tx.certificate(box),
  };
}

/** Of what is handed back with the join. */
function whyNotTaken(storeId: string, handBack: HandBack | null, facts: FactsPage | null): string | null {
  if (handBack !== null) return inboxFault(handBack.inbox, storeId) ?? snapshotFault(handBack.snapshot, storeId);
  return factsFault(facts, storeId);
}

/** Positions that no disk can have. */
function whyImpossible({ log, inbox }: JoinRequest): string | null {
  const { head, acked_seq, oldest_seq, at } = log;
  if (acked_seq > head.seq || oldest_seq > head.seq + 1) return "The log ends before what is said of it.";
  if (at !== null && (at.seq > head.seq || at.seq + 1 < oldest_seq)) return "The place in the log is not in the log.";
  if (at !== null && at.seq === head.seq && at.hash !== head.hash) return "Two hashes for one place in the log.";
  return (inbox.seq === 0) === (inbox.id === null) ? null : "A place in the inbox has an id, and the beginning has none.";
}
