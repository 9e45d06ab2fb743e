/**
 * What the cloud does with a join (J1): compares the positions under the link row's lock and answers with a plan. Only a join that
 * goes on changes anything: it gets the next number, and the token of the one before it is worth nothing from that commit on.
 */
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { JoinDatabase, JoinTransaction, LockedLink } from "../ports.ts";
import { INBOX_GENESIS } from "../protocol/inbox-chain.ts";
import { type Joined, JoinRequest, type JoinResponse } from "../protocol/join.ts";
import { isSupported } from "../protocol/version.ts";
import { type CloudPositions, compare, type Findings, lastInCommon, nameOf, planOf, whyOf } from "./join-plan.ts";
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

/**
 * Refuses with sync.fenced, store.not_found, auth.wrong_store, auth.forbidden, request.invalid. Rejects when the database does;
 * then nothing has changed.
 */
export async function joinBox(box: JoinRequest, principal: BoxPrincipal, db: JoinDatabase, tokens: JoinTokens): Promise<Result<Planned>> {
  if (box.store_id !== principal.store_id) return refuse("auth.wrong_store", `The token is not for store ${box.store_id}.`);
  if (box.node_id !== principal.node_id || box.epoch !== principal.epoch) return refuse("auth.forbidden", "The token is not for this box.");
  const impossible = whyImpossible(box);
  if (impossible) return refuse("request.invalid", impossible);
  return db.join(async (tx) => {
    const link = await tx.lockLink(box.store_id);
    if (!link) return refuse("store.not_found", `There is no link for store ${box.store_id}.`);
    const cloud = await tx.positions(link, box);
    const findings = compare(box, cloud);
    const plan = planOf(findings);
    const detail = whyOf(box, cloud, findings);
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
        tx.raiseRewound(box.store_id, detail);
        return ok({ plan, after_seq: lastInCommon(box, cloud, findings.inbox) });
      case "facts":
        tx.raiseRewound(box.store_id, detail);
        return ok({ plan, oldest_seq: box.log.oldest_seq });
      case "resend":
      case "continue":
        return ok({ plan, ...(await goOn(tx, link, box, cloud, findings, tokens)) });
    }
  });
}

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
  if (findings.name !== "again" || generation !== link.generation) tx.joined(joined);
  return {
    join: { number, token: tokens.issue(joined) },
    last_seq: link.last_seq,
    inbox_head: link.inbox_head,
    inbox_chain: cloud.inbox.at?.chain ?? INBOX_GENESIS,
    generation,
    epoch_certificate: await tx.certificate(box),
  };
}

/** Positions that no disk can have. */
function whyImpossible({ log, inbox }: JoinRequest): string | null {
  const { head, acked_seq, oldest_seq, at } = log;
  if (acked_seq > head.seq || oldest_seq > head.seq + 1) return "The log ends before what is said of it.";
  if (at !== null && (at.seq > head.seq || at.seq + 1 < oldest_seq)) return "The place in the log is not in the log.";
  if (at !== null && at.seq === head.seq && at.hash !== head.hash) return "Two hashes for one place in the log.";
  return (inbox.seq === 0) === (inbox.id === null) ? null : "A place in the inbox has an id, and the beginning has none.";
}
