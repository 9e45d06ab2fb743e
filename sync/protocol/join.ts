/**
 * The join (J1, J2): before anything moves in either direction, the box says where it stands, with content and not numbers alone, and
 * the cloud answers with a plan. What moves afterwards carries the join's token.
 */
import { Id, StoreId } from "@crema/shared/domain/kernel/ids";
import { z } from "zod";
import { Heartbeat } from "./up.ts";

export const JOIN_PATH = "/v1/sync/join";
/** The header of a shape request that carries the join's token. */
export const JOIN_HEADER = "crema-join";

const Seq = z.number().int().min(0);
const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Who says so: as in a batch. */
const sender = {
  protocol_version: z.number().int(),
  node_id: Id,
  store_id: StoreId,
  epoch: z.number().int().min(1),
  epoch_certificate: z.string().max(2_000),
};

/** An event of the log, by number and hash; seq 0 is the place before the first one. */
export const LogPlace = z.object({ seq: Seq, hash: Hash });
export type LogPlace = z.infer<typeof LogPlace>;

/** The last applied inbox entry. `chain` is null for one that was applied before the box knew of chains. */
export const InboxPlace = z.object({ seq: Seq, id: Id.nullable(), chain: Hash.nullable() });
export type InboxPlace = z.infer<typeof InboxPlace>;

/** `sha256`: of the bytes that came; null for a document that was stored before the box kept them. */
export const DocumentPlace = z.object({ version: z.number().int().min(1), sha256: Hash.nullable() });
export type DocumentPlace = z.infer<typeof DocumentPlace>;

/**
 * Numbers and names a join. The nonce is made by the box and on its disk before it asks: the same nonce gets the same join again, and
 * of two copies of a disk only one has the nonce of the join before.
 */
export const JoinName = z.object({ number: z.number().int().min(0), nonce: Id });
export type JoinName = z.infer<typeof JoinName>;

export const JoinRequest = z.object({
  ...sender,
  /** The join before this one; null: none yet in this epoch, or none since this disk knows of joins. */
  before: JoinName.nullable(),
  nonce: Id,
  /** The box has read `fork` and stands by its disk; without this it may just as well be a late copy of an old join. */
  contested: z.boolean(),
  /** Put back from a backup by `crema-edge restore` and not enrolled again since. */
  is_marked: z.boolean(),
  log: z.object({
    head: LogPlace,
    acked_seq: Seq,
    /** The first event that is still stored; head + 1 when none is. */
    oldest_seq: Seq.min(1),
    /** A place that the cloud can compare: what it has asked for with `locate`, else the last acknowledged one; null when it is not stored. */
    at: LogPlace.nullable(),
  }),
  inbox: InboxPlace,
  documents: z.object({ menu: DocumentPlace.nullable(), profile: DocumentPlace.nullable() }),
  generation: z.number().int(),
  heartbeat: Heartbeat,
});
export type JoinRequest = z.infer<typeof JoinRequest>;

/** `token`: carried by batches and shape requests until the next join. */
const joined = {
  join: z.object({ number: z.number().int().min(1), token: z.string().max(400) }),
  /** The cloud has the box's log up to here; it goes on after it. */
  last_seq: Seq,
  inbox_head: Seq,
  /** The chain at the box's place in the inbox. */
  inbox_chain: Hash,
  generation: z.number().int(),
  /** Binds the node's key; the one that was presented, or one in place of it. */
  epoch_certificate: z.string(),
  cloud_time: z.iso.datetime({ precision: 3 }),
};

/** What is to be done (J2). A fenced box is refused with 403 `sync.fenced`. */
export const JoinResponse = z.discriminatedUnion("plan", [
  z.object({ plan: z.literal("continue"), ...joined }),
  /** The cloud has lost events that it had acknowledged. */
  z.object({ plan: z.literal("resend"), ...joined }),
  /** Asks for the join again with the hash at this place of the log. */
  z.object({ plan: z.literal("locate"), seq: Seq }),
  /** The cloud was set back: it wants the inbox from after this entry, at REBUILD_PATH, and then the join again. */
  z.object({ plan: z.literal("rebuild"), after_seq: Seq }),
  /** The cloud was set back further than the log reaches: it wants orders and money whole, at FACTS_PATH, those after `after`. */
  z.object({ plan: z.literal("facts"), oldest_seq: Seq.min(1), after: Id.nullable() }),
  /** The box's history ends here; only a new enrolment leads on. */
  z.object({ plan: z.literal("fork"), detail: z.string() }),
  /** The cloud was set back and is still reading what the provider has. */
  z.object({ plan: z.literal("wait"), detail: z.string(), retry_after_s: z.number().int().min(1) }),
]);
export type JoinResponse = z.infer<typeof JoinResponse>;
export type Joined = Extract<JoinResponse, { plan: "continue" | "resend" }>;
