/** What a box calls at the cloud. The batch and its response are defined in sync/protocol. */
import { z } from "@hono/zod-openapi";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { contract, json, jsonBody } from "./contract.ts";

/** Ed25519 public key, SPKI in base64url. */
const PublicKey = z.string().regex(/^[A-Za-z0-9_-]{40,120}$/);

/** Of a node that the cloud may have forgotten. */
const Certificate = z.string().max(2_000);

export const EnrollRequest = z
  .strictObject({
    code: z.string().min(4).max(64),
    public_key: PublicKey,
    box_version: z.string().max(40),
    /** The version of the wire that the box speaks; boxes before version 5 do not say it, and cannot follow another box. */
    protocol_version: z.number().int().optional(),
    /** Of which store the box's disk has a history; absent: it has none. */
    store_id: StoreId.optional(),
    /** JSON (sync/protocol/hand-back.ts, HandIn): what this disk applied as the box of a history that has ended. */
    hand_in: z.string().optional(),
  })
  .openapi("EnrollRequest");
export const EnrollResponse = z
  .object({
    store_id: StoreId,
    node_id: Id,
    epoch: z.number().int().min(1),
    /** JWS (EdDSA) by the cloud over {store_id, node_id, epoch}: what proves the epoch to a rewound cloud. */
    epoch_certificate: z.string(),
    generation: z.number().int(),
    /** JSON (sync/protocol/snapshot.ts): what the store's next box begins with. Absent for a store's first one. */
    snapshot: z.string().optional(),
  })
  .openapi("EnrollAnswer");

export const enroll = contract({
  method: "post",
  path: "/v1/sync/enroll",
  summary: "A box presents its enrolment code and its public key",
  access: { anonymous: true, store: "none" },
  refuses: [
    "enroll.code_unknown",
    "enroll.store_has_box",
    "enroll.foreign_store",
    "enroll.box_too_old",
    "enroll.register_away",
    "request.rate_limited",
    "service.unavailable",
    "store.rejoining",
  ],
  request: { body: jsonBody(EnrollRequest) },
  responses: { 201: json(EnrollResponse, "The box is the store's box") },
});

export const challenge = contract({
  method: "post",
  path: "/v1/sync/challenge",
  summary: "A nonce for the box to sign",
  access: { anonymous: true, store: "none" },
  refuses: ["request.rate_limited"],
  request: { body: jsonBody(z.strictObject({ node_id: Id, epoch_certificate: Certificate.optional() })) },
  responses: { 200: json(z.object({ nonce: z.string() }).openapi("Challenge"), "A nonce, good for one minute, once") },
});

/** What a box signs is this, followed by the nonce: a signature made to sign in is of no use for anything else. */
export const BOX_SESSION_CONTEXT = "crema-box-session\n";

export const SessionRequest = z
  .strictObject({
    node_id: Id,
    nonce: z.string().max(200),
    signature: z.string().max(200),
    /** Where the cloud does not know the node: what proves its key and a later epoch, for a join alone. */
    epoch_certificate: Certificate.optional(),
  })
  .openapi("SessionRequest");
export const SessionResponse = z.object({ token: z.string(), expires_in_s: z.number().int() }).openapi("SessionAnswer");

export const session = contract({
  method: "post",
  path: "/v1/sync/session",
  summary: "An opaque token for a signed nonce; the cloud alone times it",
  access: { anonymous: true, store: "none" },
  refuses: ["request.rate_limited", "sync.challenge_failed", "sync.fenced"],
  request: { body: jsonBody(SessionRequest) },
  responses: { 200: json(SessionResponse, "The token") },
});
