/** The state of the box's link to the cloud, and its enrolment. Served by the edge. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { LinkError, LinkStatus } from "./link-status.ts";

/** Of a box that makes backups by itself. `drill`: the last one read back as a restore would, with what it adds up to. */
export const BackupStatus = z.object({
  /** null: there is none. */
  last_good_at: Timestamp.nullable(),
  last_good_age_ms: z.number().int().nullable(),
  drill: z
    .object({
      at: Timestamp,
      file: z.string(),
      head_seq: z.number().int(),
      orders: z.number().int(),
      orders_cents: z.number().int(),
      payments: z.number().int(),
      payments_cents: z.number().int(),
    })
    .nullable(),
  /** Why the last try made none. */
  last_error: LinkError.nullable(),
});
export type BackupStatus = z.infer<typeof BackupStatus>;

export const LinkResponse = LinkStatus.extend({
  /** The last error; null when the last exchange succeeded. */
  last_error: LinkError.nullable(),
  store_id: StoreId.nullable(),
  /** null: no profile has come yet. */
  store_name: z.string().nullable(),
  node_id: Id.nullable(),
  epoch: z.number().int().nullable(),
  head_seq: z.number().int(),
  acked_seq: z.number().int(),
  inbox_seq: z.number().int(),
  menu_version: z.number().int().nullable(),
  profile_version: z.number().int().nullable(),
  /** null: the box makes no backups by itself (CREMA_BACKUP_DIR). */
  backup: BackupStatus.nullable(),
}).openapi("Link");
export type LinkResponse = z.infer<typeof LinkResponse>;

export const getLink = contract({
  method: "get",
  path: "/v1/link",
  summary: "The link to the cloud: state, age of the last exchange, unsent events, clock",
  access: { anonymous: true, store: "none" },
  request: {},
  responses: { 200: json(LinkResponse, "The link") },
});

export const EnrollBoxRequest = z.strictObject({ cloud_url: z.url(), code: z.string().trim().min(4).max(64) }).openapi("EnrollBoxRequest");

export const EnrollBoxResponse = z.object({ store_id: StoreId, node_id: Id, epoch: z.number().int() }).openapi("EnrollBoxAnswer");

export const enrollBox = contract({
  method: "post",
  path: "/v1/enroll",
  summary: "Makes this box the store's box, with a code from the cloud",
  access: { box_operator: true, store: "none" },
  refuses: [
    "enroll.code_unknown",
    "enroll.store_has_box",
    "enroll.foreign_store",
    "enroll.box_too_old",
    "enroll.register_away",
    "request.rate_limited",
    "store.rejoining",
  ],
  request: { body: jsonBody(EnrollBoxRequest) },
  responses: { 200: json(EnrollBoxResponse, "Enrolled") },
});
