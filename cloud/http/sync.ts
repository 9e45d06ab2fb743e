/** What an enrolled box calls: the challenge it signs, its joins, its batches, and the shapes it reads. */

import type { Access } from "@crema/shared/contract/access";
import { challenge, session } from "@crema/shared/contract/sync";
import { iso } from "@crema/shared/domain/kernel/clock";
import { refuse } from "@crema/shared/domain/kernel/errors";
import { addressOf } from "@crema/shared/server/client-address";
import type { AppEnv, Mount } from "@crema/shared/server/mount";
import type { HandBack } from "@crema/sync/ports";
import { FACTS_PATH, type FactsPage, REBUILD_PATH } from "@crema/sync/protocol/hand-back";
import { JOIN_PATH, type JoinRequest } from "@crema/sync/protocol/join";
import { UP_PATH, type UpBatch, type UpResponse } from "@crema/sync/protocol/up";
import type { Context } from "hono";
import { readBatchBody, readFactsBody, readJoinBody, readRebuildBody } from "./batch-body.ts";
import type { EdgeNode, RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export const SHAPE_PATH = "/v1/shape";
export const BOX_ACCESS = { edge_node: true, store: "own" } as const satisfies Access;

export function mountSyncRoutes(mount: Mount, deps: RouteDeps): void {
  mount(challenge, async (c) => {
    const limited = await deps.limiter.challenge(addressOf(c, deps.trustedProxies));
    if (limited) return refused(limited);
    const { node_id, epoch_certificate } = c.req.valid("json");
    return c.json({ nonce: await deps.boxes.challenge(node_id, epoch_certificate) }, 200);
  });

  mount(session, async (c) => {
    const limited = await deps.limiter.challenge(addressOf(c, deps.trustedProxies));
    if (limited) return refused(limited);
    const { node_id, nonce, signature, epoch_certificate } = c.req.valid("json");
    const opened = await deps.boxes.open(node_id, nonce, signature, epoch_certificate);
    return opened.ok ? c.json(opened.value, 200) : refused(opened.refusal);
  });

  mount.raw("post", UP_PATH, BOX_ACCESS, async (c) => {
    const box = boxOf(c);
    const batch = await readBatchBody(c.req.raw);
    if (!batch.ok) return refused(batch.refusal);
    const isCertified = await hasCertificate(batch.value, box, deps);
    const response = isCertified ? await deps.ingest(batch.value, box) : refuse("sync.conflict", UNCERTIFIED);
    if (!response.ok) {
      deps.metrics.batchRefused(response.refusal.code);
      return refused(response.refusal);
    }
    deps.metrics.eventsIngested(batch.value.events.length);
    const body: UpResponse = { ...response.value, cloud_time: iso(deps.clock.now()) };
    return c.json(body, 200);
  });

  mount.raw("post", JOIN_PATH, BOX_ACCESS, async (c) => {
    const box = boxOf(c);
    const join = await readJoinBody(c.req.raw);
    return join.ok ? joined(c, join.value, box, null) : refused(join.refusal);
  });

  mount.raw("post", REBUILD_PATH, BOX_ACCESS, async (c) => {
    const box = boxOf(c);
    const rebuild = await readRebuildBody(c.req.raw);
    if (!rebuild.ok) return refused(rebuild.refusal);
    const { join, ...handBack } = rebuild.value;
    return joined(c, join, box, handBack);
  });

  mount.raw("post", FACTS_PATH, BOX_ACCESS, async (c) => {
    const box = boxOf(c);
    const facts = await readFactsBody(c.req.raw);
    return facts.ok ? joined(c, facts.value.join, box, null, facts.value.page) : refused(facts.refusal);
  });

  async function joined(
    c: Context<AppEnv>,
    join: JoinRequest,
    box: EdgeNode,
    handBack: HandBack | null,
    facts: FactsPage | null = null,
  ): Promise<Response> {
    const isCertified = await hasCertificate(join, box, deps);
    const planned = isCertified ? await deps.join(join, box, handBack, facts) : refuse("sync.challenge_failed", UNCERTIFIED);
    if (!planned.ok) return refused(planned.refusal);
    return c.json({ ...planned.value, cloud_time: iso(deps.clock.now()) }, 200);
  }

  mount.raw("get", SHAPE_PATH, BOX_ACCESS, (c) => deps.shape(c.req.raw, boxOf(c)));
}

export function boxOf(c: Context<AppEnv>): EdgeNode {
  const principal = c.get("principal");
  if (principal.kind !== "edge_node") throw new Error("admitted by the declaration: boxes only");
  return principal;
}

const UNCERTIFIED = "The epoch certificate is not one that this cloud has given to this box.";

/** U7: a box speaks under the certificate that this cloud gave it for its epoch. Who it speaks for is for ingest and join to check. */
async function hasCertificate(sent: UpBatch | JoinRequest, box: EdgeNode, { certificates }: RouteDeps): Promise<boolean> {
  if (sent.store_id !== box.store_id || sent.node_id !== box.node_id || sent.epoch !== box.epoch) return true;
  const claim = await certificates.verify(sent.epoch_certificate);
  return claim?.store_id === box.store_id && claim.node_id === box.node_id && claim.epoch === box.epoch;
}
