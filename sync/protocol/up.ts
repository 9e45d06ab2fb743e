/** What goes up: batches of a store's event log, and the cloud's response. Rules U1 to U8, L2. */
import { Counted, MAX_STOCK_SAID } from "@crema/shared/domain/menu/menu";
import { z } from "zod";

/** U1: an event's stored bytes. */
export const MAX_EVENT_BYTES = 256 * 1024;
/** U2 */
export const MAX_BATCH_EVENTS = 100;
export const MAX_BATCH_BYTES = 1024 * 1024;
/** A whole batch as JSON, uncompressed: bodies at most double when quotes are escaped, the frame comes on top. */
export const MAX_BATCH_JSON_BYTES = 2 * MAX_BATCH_BYTES + 64 * 1024;
/** Where a box posts its batches, gzip or plain. */
export const UP_PATH = "/v1/sync/up";

const Seq = z.number().int().min(0);
const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * One entry of the log, verbatim. `body` is the event's stored bytes (JSON of EdgeEvent in the version that was current
 * when it was written); `hash` is sha256(prev_hash + "\n" + body) in hex. The first entry of an epoch has prev_hash
 * of 64 zeros.
 */
export const LoggedEvent = z.object({ seq: Seq.min(1), prev_hash: Hash, hash: Hash, body: z.string().max(MAX_EVENT_BYTES) });
export type LoggedEvent = z.infer<typeof LoggedEvent>;

export const GENESIS_HASH = "0".repeat(64);

/** The box's position on the way down (U2, D7): the last applied inbox entry as a pair, and its documents. */
export const DownPosition = z.object({
  inbox_seq: Seq,
  inbox_id: z.uuid().nullable(),
  menu_version: z.number().int().nullable(),
  profile_version: z.number().int().nullable(),
});
export type DownPosition = z.infer<typeof DownPosition>;

/** L2: what a box reports about itself with every batch, an empty one included. */
export const Heartbeat = z.object({
  box_version: z.string().max(40),
  box_time: z.iso.datetime({ precision: 3 }),
  queue_length: z.number().int(),
  unsent_events: z.number().int(),
  oldest_unsent_at: z.iso.datetime({ precision: 3 }).nullable(),
  disk_free_bytes: z.number().nullable(),
  clock_offset_ms: z.number().int().nullable(),
  /** Since version 7: how long what is ordered now would wait, in seconds; null: not known. */
  asap_wait_s: z.number().int().min(0).max(86_400).nullable().optional(),
  /** Since version 7: what is left of everything that the store counts. */
  counted: z.array(Counted).max(MAX_STOCK_SAID).optional(),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

export const UpBatch = z.object({
  protocol_version: z.number().int(),
  node_id: z.uuid(),
  store_id: z.string(),
  epoch: z.number().int().min(1),
  epoch_certificate: z.string(),
  /** As the box last heard it; a cloud that was restored from a backup raises its own (D7). */
  generation: z.number().int(),
  /** The seq of the first event; with none, the next one to come. */
  from_seq: Seq.min(1),
  /** The last seq in the box's log: below the cloud's last_seq it means a restored backup (U5). */
  head_seq: Seq,
  /**
   * The box has read a `sync.conflict` and stands by its log. A `head_seq` below the cloud's last_seq is raised only then:
   * without this it may just as well be a late copy of an old batch, whose response nobody reads.
   */
  contested: z.boolean(),
  /** Of the join that this batch goes by (J1). From version 5 on a batch without it is refused. */
  join_token: z.string().max(400).nullable().default(null),
  events: z.array(LoggedEvent).max(MAX_BATCH_EVENTS),
  position: DownPosition,
  heartbeat: Heartbeat,
});
export type UpBatch = z.infer<typeof UpBatch>;

export const UpResponse = z.object({
  protocol_version: z.number().int(),
  /** Everything up to here is on the cloud's disk. */
  last_seq: Seq,
  generation: z.number().int(),
  inbox_head: Seq,
  cloud_time: z.iso.datetime({ precision: 3 }),
});
export type UpResponse = z.infer<typeof UpResponse>;

/** The members of a refusal that the uplink acts on (problem+json). */
export const UpRefusal = z.looseObject({ code: z.string(), detail: z.string(), expected_seq: Seq.optional() });
export type UpRefusal = z.infer<typeof UpRefusal>;
