/**
 * What a box hands back: to a cloud that was set back, its own history (*rebuild*); for a disk whose history has ended, what that disk
 * applied and the cloud has forgotten (*hand in*, for the effects alone).
 */
import { Id, StoreId } from "@crema/shared/domain/kernel/ids";
import { z } from "zod";
import { ChainedEntry } from "./inbox-chain.ts";
import { JoinRequest } from "./join.ts";

export const REBUILD_PATH = "/v1/sync/rebuild";
export const FACTS_PATH = "/v1/sync/facts";
export const HAND_IN_PATH = "/v1/sync/hand-in";
export const KNOWN_PATH = "/v1/sync/known";

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/** A run of the inbox as a disk has applied it, after the place `after`. `chain` is null where the disk did not keep it. */
export const InboxRun = z.object({
  after: z.object({ seq: z.number().int().min(0), chain: Hash.nullable() }),
  entries: z.array(ChainedEntry).max(100_000),
});
export type InboxRun = z.infer<typeof InboxRun>;

/** In one commit under the link row's lock; the response is that of the join which follows. */
export const RebuildRequest = z.object({
  join: JoinRequest,
  inbox: InboxRun,
  /** The snapshot of the box's enrolment, as it came, where the cloud does not know the epoch; else null. */
  snapshot: z.string().nullable(),
});
export type RebuildRequest = z.infer<typeof RebuildRequest>;

/** Whose disk it was, as its certificate says. */
export const HandIn = z.object({
  store_id: StoreId,
  node_id: Id,
  epoch: z.number().int().min(1),
  epoch_certificate: z.string().max(2_000),
  inbox: InboxRun,
});
export type HandIn = z.infer<typeof HandIn>;

/** How many of the entries the cloud had forgotten, and the orders that they are about. */
export const HandInResponse = z.object({ forgotten: z.number().int().min(0), order_ids: z.array(Id) });
export type HandInResponse = z.infer<typeof HandInResponse>;

/** Orders and money as a disk has them, where its log no longer reaches back to what the cloud lacks. Bodies of events, whole. */
export const FactsRequest = z.object({ join: JoinRequest, bodies: z.array(z.string()).max(1_000), is_last: z.boolean() });
export type FactsRequest = z.infer<typeof FactsRequest>;

/** Which of these events the cloud has, applied or in quarantine. */
export const KnownRequest = z.object({ event_ids: z.array(Id).max(1_000) });
export const KnownResponse = z.object({ known: z.array(Id) });
export type KnownResponse = z.infer<typeof KnownResponse>;
