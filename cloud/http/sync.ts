/** What an enrolled box calls: the challenge it signs, its batches, and the shapes it reads. */

import type { Access } from "@crema/shared/contract/access";
import { challenge, session } from "@crema/shared/contract/sync";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Refusal } from "@crema/shared/domain/kernel/errors";
import { addressOf } from "@crema/shared/server/client-address";
import type { AppEnv, Mount } from "@crema/shared/server/mount";
import { UP_PATH, type UpBatch, type UpResponse } from "@crema/sync/protocol/up";
import type { Context } from "hono";
import { readBatchBody } from "./batch-body.ts";
import type { EdgeNode, RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export const SHAPE_PATH = "/v1/shape";
export const BOX_ACCESS = { edge_node: true, store: "own" } as const satisfies Access;

export function mountSyncRoutes(mount: Mount, deps: RouteDeps): void {
  mount(challenge, async (c) => {
    const limited = await deps.limiter.challenge(addressOf(c, deps.trustedProxies));
    if (limited) return refused(limited);
    return c.json({ nonce: await deps.boxes.challenge(c.req.valid("json").node_id) }, 200);
  });

  mount(session, async (c) => {
    const limited = await deps.limiter.challenge(addressOf(c, deps.trustedProxies));
    if (limited) return refused(limited);
    const { node_id, nonce, signature } = c.req.valid("json");
    const opened = await deps.boxes.open(node_id, nonce, signature);
    return opened.ok ? c.json(opened.value, 200) : refused(opened.refusal);
  });

  mount.raw("post", UP_PATH, BOX_ACCESS, async (c) => {
    const box = boxOf(c);
    const batch = await readBatchBody(c.req.raw);
    if (!batch.ok) return refused(batch.refusal);
    const uncertified = await notCertified(batch.value, box, deps);
    const response = uncertified ? { ok: false as const, refusal: uncertified } : await deps.ingest(batch.value, box);
    if (!response.ok) {
      deps.metrics.batchRefused(response.refusal.code);
      return refused(response.refusal);
    }
    deps.metrics.eventsIngested(batch.value.events.length);
    const body: UpResponse = { ...response.value, cloud_time: iso(deps.clock.now()) };
    return c.json(body, 200);
  });

  mount.raw("get", SHAPE_PATH, BOX_ACCESS, (c) => deps.shape(c.req.raw, boxOf(c).store_id));
}

function boxOf(c: Context<AppEnv>): EdgeNode {
  const principal = c.get("principal");
  if (principal.kind !== "edge_node") throw new Error("admitted by the declaration: boxes only");
  return principal;
}

/** U7: a batch comes under the certificate that this cloud gave the box for its epoch. Who it speaks for is ingest's to check. */
async function notCertified(batch: UpBatch, box: EdgeNode, { certificates }: RouteDeps): Promise<Refusal | null> {
  if (batch.store_id !== box.store_id || batch.node_id !== box.node_id || batch.epoch !== box.epoch) return null;
  const claim = await certificates.verify(batch.epoch_certificate);
  if (claim?.store_id === box.store_id && claim.node_id === box.node_id && claim.epoch === box.epoch) return null;
  return { code: "sync.conflict", detail: "The epoch certificate is not one that this cloud has given to this box." };
}
