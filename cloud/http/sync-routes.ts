/** What a box calls: enrolment, the challenge it signs, its batches, and the shapes it reads. */

import type { Access } from "@crema/shared/api/access";
import { challenge, enroll, session } from "@crema/shared/api/sync";
import type { Refusal } from "@crema/shared/errors";
import type { AppEnv, Mount } from "@crema/shared/http/mount";
import { UP_PATH, type UpBatch } from "@crema/sync/protocol/up";
import type { Context } from "hono";
import { ed25519Key } from "../auth/box-session.ts";
import { refused } from "./answers.ts";
import { addressOf } from "./client.ts";
import type { EdgeNode, RouteParts } from "./ports.ts";
import { readBatch } from "./read-batch.ts";

export const SHAPE_PATH = "/v1/shape";
export const BOX_ACCESS = { edge_node: true, store: "own" } as const satisfies Access;

export function mountSyncRoutes(mount: Mount, parts: RouteParts): void {
  mount(enroll, async (c) => {
    const limited = await parts.limiter.enroll(addressOf(c, parts.trustedProxies));
    if (limited) return refused(limited);
    const { code, public_key } = c.req.valid("json");
    if (!ed25519Key(public_key)) {
      const message = "an Ed25519 public key, SPKI in base64url";
      return refused({ code: "request.invalid", detail: `/public_key: ${message}`, fields: [{ field: "/public_key", message }] });
    }
    const enrolled = await parts.commands.enroll(code, public_key);
    return enrolled.ok ? c.json(enrolled.value, 201) : refused(enrolled.refusal);
  });

  mount(challenge, async (c) => {
    const limited = await parts.limiter.challenge(addressOf(c, parts.trustedProxies));
    if (limited) return refused(limited);
    return c.json({ nonce: await parts.boxes.challenge(c.req.valid("json").node_id) }, 200);
  });

  mount(session, async (c) => {
    const limited = await parts.limiter.challenge(addressOf(c, parts.trustedProxies));
    if (limited) return refused(limited);
    const { node_id, nonce, signature } = c.req.valid("json");
    const opened = await parts.boxes.open(node_id, nonce, signature);
    return opened.ok ? c.json(opened.value, 200) : refused(opened.refusal);
  });

  mount.raw("post", UP_PATH, BOX_ACCESS, async (c) => {
    const box = boxOf(c);
    const batch = await readBatch(c.req.raw);
    if (!batch.ok) return refused(batch.refusal);
    const foreign = await notTheBoxes(batch.value, box, parts);
    const answer = foreign ? { ok: false as const, refusal: foreign } : await parts.ingest(batch.value, box);
    if (!answer.ok) {
      parts.metrics.batchRefused(answer.refusal.code);
      return refused(answer.refusal);
    }
    parts.metrics.eventsIngested(batch.value.events.length);
    return c.json(answer.value, 200);
  });

  mount.raw("get", SHAPE_PATH, BOX_ACCESS, (c) => parts.shape(c.req.raw, boxOf(c).store_id));
}

function boxOf(c: Context<AppEnv>): EdgeNode {
  const principal = c.get("principal");
  if (principal.kind !== "edge_node") throw new Error("admitted by the declaration: boxes only");
  return principal;
}

/** A batch speaks for the box that sends it, under the certificate that this cloud gave it for its epoch (U7). */
async function notTheBoxes(batch: UpBatch, box: EdgeNode, { certificates }: RouteParts): Promise<Refusal | null> {
  if (batch.store_id !== box.store_id) return { code: "auth.wrong_store", detail: `The token is not for store ${batch.store_id}.` };
  if (batch.node_id !== box.node_id || batch.epoch !== box.epoch) {
    return { code: "sync.fenced", detail: `Epoch ${batch.epoch} of node ${batch.node_id} is not the store's current one.` };
  }
  const claim = await certificates.verify(batch.epoch_certificate);
  if (claim?.store_id !== box.store_id || claim.node_id !== box.node_id || claim.epoch !== box.epoch) {
    return { code: "sync.conflict", detail: "The epoch certificate is not one that this cloud has given to this box." };
  }
  return null;
}
