/**
 * Whose history goes on (J2): one total table over what the box says and what the cloud has. Pure. Each position is compared for
 * itself, each finding asks for one plan, and of those the first in the order of PLANS is carried out.
 */
import type { DocumentKind } from "../protocol/down.ts";
import type { DocumentPlace, InboxPlace, JoinName, JoinRequest, LogPlace } from "../protocol/join.ts";

/** What the cloud has of the box's positions, under the link row's lock. */
export interface CloudPositions {
  readonly node_id: string | null;
  readonly epoch: number;
  /** The highest epoch that was ever given to a box of the store; a cloud that was set back may be behind it. */
  readonly highest_epoch: number;
  /** The box that asks was revoked. */
  readonly is_revoked: boolean;
  /** The store's last join; nonce null: none yet. */
  readonly join: { readonly number: number; readonly nonce: string | null };
  readonly log: LogPlace;
  readonly inbox: {
    readonly head: number;
    /** How far this box has said to be, in this epoch. */
    readonly reported_seq: number;
    /** The entry at the box's place; null: not stored here. */
    readonly at: { readonly id: string; readonly chain: string } | null;
  };
  /** `sha256`: of the version that the box has; null: not known here. */
  readonly documents: Readonly<Record<DocumentKind, DocumentPlace | null>>;
}

export type PlanKind = (typeof PLANS)[number];
/** The first one that a finding asks for is carried out. A log is located before a rebuild, since a fork never rebuilds. */
export const PLANS = ["fenced", "fork", "locate", "rebuild", "facts", "resend", "continue"] as const;

/** For each position, each finding and the plan that it asks for. */
export const PLAN_TABLE = {
  box: { current: "continue", unknown: "rebuild", fenced: "fenced" },
  disk: { own: "continue", restored: "fork", ended: "fork" },
  name: { next: "continue", again: "continue", ahead: "continue", old: "fork" },
  log: { equal: "continue", lost: "resend", gone: "facts", unlocated: "locate", behind: "fork", forked: "fork" },
  inbox: { equal: "continue", unknown: "rebuild", behind: "fork" },
  documents: { equal: "continue", unknown: "rebuild" },
} as const satisfies Readonly<Record<string, Readonly<Record<string, PlanKind>>>>;

type Table = typeof PLAN_TABLE;
export type Findings = { readonly [P in keyof Table]: keyof Table[P] };

/** Total: every combination of findings has exactly one plan. */
export function planOf(findings: Findings): PlanKind {
  const asked: readonly PlanKind[] = [
    PLAN_TABLE.box[findings.box],
    PLAN_TABLE.disk[findings.disk],
    PLAN_TABLE.name[findings.name],
    PLAN_TABLE.log[findings.log],
    PLAN_TABLE.inbox[findings.inbox],
    PLAN_TABLE.documents[findings.documents],
  ];
  return PLANS.find((plan) => asked.includes(plan)) ?? "continue";
}

/** Compares the positions. Of a box whose epoch is unknown here, log and join are of another history and are not compared. */
export function compare(box: JoinRequest, cloud: CloudPositions): Findings {
  const position = identityOf(box, cloud);
  const isCurrent = position === "current";
  return {
    box: position,
    disk: box.is_marked ? "restored" : box.contested ? "ended" : "own",
    name: isCurrent ? compareName(box, cloud.join) : "next",
    log: isCurrent ? compareLog(box.log, cloud.log) : "equal",
    inbox: compareInbox(box.inbox, cloud.inbox, isCurrent),
    documents: compareDocuments(box, cloud),
  };
}

function identityOf(box: JoinRequest, cloud: CloudPositions): Findings["box"] {
  if (cloud.is_revoked || box.epoch < Math.max(cloud.epoch, cloud.highest_epoch)) return "fenced";
  if (box.epoch > cloud.epoch) return "unknown";
  return box.node_id === cloud.node_id ? "current" : "fenced";
}

/** Of two copies of a disk only one has the name of the join before; a higher one means that the cloud was set back. */
function compareName({ before, nonce }: JoinRequest, last: CloudPositions["join"]): Findings["name"] {
  if (nonce === last.nonce) return "again";
  if (before === null) return last.number === 0 ? "next" : "old";
  if (before.number > last.number) return "ahead";
  return before.number === last.number && before.nonce === last.nonce ? "next" : "old";
}

/** One hash at the cloud's last place stands for everything before it. A place whose hash is gone never counts as equal. */
function compareLog(box: JoinRequest["log"], last: LogPlace): Findings["log"] {
  if (box.head.seq < last.seq) return "behind";
  const isStored = last.seq + 1 >= box.oldest_seq;
  if (last.seq > 0) {
    const place = [box.head, box.at].find((each) => each?.seq === last.seq);
    if (!place) return isStored ? "unlocated" : "gone";
    if (place.hash !== last.hash) return "forked";
  }
  if (box.acked_seq <= last.seq) return "equal";
  return isStored ? "lost" : "gone";
}

/** The inbox is the cloud's own word: an entry that it does not know as the box does is one that the cloud has forgotten. */
function compareInbox(box: InboxPlace, cloud: CloudPositions["inbox"], isCurrent: boolean): Findings["inbox"] {
  if (box.seq > cloud.head) return "unknown";
  if (isCurrent && box.seq < cloud.reported_seq) return "behind";
  if (box.seq === 0) return "equal";
  if (cloud.at === null) return isCurrent ? "behind" : "unknown";
  const isSame = box.chain === null ? box.id === cloud.at.id : box.chain === cloud.at.chain;
  return isSame ? "equal" : "unknown";
}

function compareDocuments(box: JoinRequest, cloud: CloudPositions): Findings["documents"] {
  const isKnown = (kind: DocumentKind) => {
    const [there, here] = [box.documents[kind], cloud.documents[kind]];
    if (there === null) return true;
    if (here === null || there.version > here.version) return false;
    return there.sha256 === null || there.sha256 === here.sha256;
  };
  return isKnown("menu") && isKnown("profile") ? "equal" : "unknown";
}

/** The name of the join that is made now; the same one again for the same nonce. */
export function nameOf(box: JoinRequest, last: CloudPositions["join"]): JoinName {
  if (box.nonce === last.nonce) return { number: last.number, nonce: box.nonce };
  return { number: Math.max(last.number, box.before?.number ?? 0) + 1, nonce: box.nonce };
}

/** Whether each document that is unknown here is of an older version: the store takes the newer one of here, and nothing is lost by it. */
export function areOvertaken(box: JoinRequest, cloud: CloudPositions): boolean {
  return (["menu", "profile"] as const).every((kind) => {
    const [there, here] = [box.documents[kind], cloud.documents[kind]];
    if (there === null || (here !== null && there.version < here.version)) return true;
    return here !== null && there.version === here.version && (there.sha256 === null || there.sha256 === here.sha256);
  });
}

/** The highest place of the inbox that both may have in common; whether they do is seen by the chain that the box then sends. */
export function lastInCommon(box: JoinRequest, cloud: CloudPositions, inbox: Findings["inbox"]): number {
  return inbox === "equal" ? box.inbox.seq : Math.max(0, Math.min(cloud.inbox.head, box.inbox.seq - 1));
}

/** For a person: what does not fit. */
export function whyOf(box: JoinRequest, cloud: CloudPositions, findings: Findings): string {
  const said: Readonly<Record<string, string>> = {
    "box fenced": "Another box is the store's.",
    "box unknown": `The box has epoch ${box.epoch}, which is unknown here.`,
    "disk restored": "The box's disk was put back from a backup.",
    "disk ended": "The box was told that the history of its disk has ended.",
    "name old": "Another disk has joined as this box since: a cloned disk or a restored backup.",
    "log behind": `The box's log ends at ${box.log.head.seq}, but ${cloud.log.seq} events of it are here: a restored backup or a cloned disk.`,
    "log forked": `Event ${cloud.log.seq} is another one here than on the box.`,
    "log gone": `The box no longer stores event ${cloud.log.seq + 1}, from which it is missing here.`,
    "inbox behind": `The box has applied the inbox up to ${box.inbox.seq}, after it had said ${cloud.inbox.reported_seq}: a restored backup.`,
    "inbox unknown":
      box.inbox.seq > cloud.inbox.head
        ? `The box has applied inbox entry ${box.inbox.seq}, the last one here is ${cloud.inbox.head}.`
        : `Inbox entry ${box.inbox.seq} is another one here than on the box.`,
    "documents unknown": `The box has documents that are unknown here: ${documentsOf(box, cloud)}.`,
  };
  return Object.entries(findings)
    .flatMap(([position, found]) => said[`${position} ${found}`] ?? [])
    .join(" ");
}

function documentsOf(box: JoinRequest, cloud: CloudPositions): string {
  return (["menu", "profile"] as const)
    .flatMap((kind) => {
      const there = box.documents[kind];
      return there ? [`${kind} version ${there.version}, the last one here is ${cloud.documents[kind]?.version ?? "none"}`] : [];
    })
    .join("; ");
}
