/**
 * Makes the box the store's box: a key made here, a code from the cloud, and the cloud's response, stored in one commit.
 * Pitfall: the response may be lost, or the power cut before it is stored, and the store would have a box that nobody is.
 * So the key is on disk before the cloud hears of it, and whoever enrolls again with it gets the same response.
 * The private key is stored in the box's database and nowhere else, and is never sent.
 */
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import type { EnrollBoxRequest, EnrollBoxResponse } from "@crema/shared/contract/link";
import type { Timers } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { enrollBox } from "@crema/sync/box/enroll";
import { Snapshot } from "@crema/sync/protocol/snapshot";
import type { z } from "zod";
import type { Store } from "../store.ts";
import type { CloudLink } from "./cloud-link.ts";

export interface EnrolmentDeps {
  readonly store: Pick<Store, "sync" | "queries">;
  readonly fetch: typeof fetch;
  readonly timers: Timers;
  readonly boxVersion: string;
  /** Nothing of the history that ends may be on its way while another one takes its place. */
  readonly link: Pick<CloudLink, "start" | "stop" | "mayEnrolAgain">;
  /** The box has a store now, or goes on from another box. */
  readonly onEnrolled: () => void;
}

type Request = z.infer<typeof EnrollBoxRequest>;
type Reply = z.infer<typeof EnrollBoxResponse>;

export function createEnrolment({
  store,
  fetch,
  timers,
  boxVersion,
  link,
  onEnrolled,
}: EnrolmentDeps): (request: Request) => Promise<Result<Reply>> {
  let busy = false;

  const enrol = async ({ cloud_url, code }: Request): Promise<Result<Reply>> => {
    const made = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const private_key = await store.sync.link.saveKey(made);
    const spki = createPublicKey(private_key).export({ type: "spki", format: "der" }).toString("base64url");
    const storeId = store.queries.identity()?.store_id ?? null;
    const response = await enrollBox({ cloudUrl: cloud_url, code, publicKey: spki, boxVersion, storeId, fetch, timers });
    if (!response.ok) return response;
    const { store_id, node_id, epoch, epoch_certificate, generation, snapshot } = response.value;
    const next = snapshot === undefined ? null : readSnapshot(snapshot);
    if (next && !next.ok) return next;
    await link.stop();
    try {
      const enrolment = { store_id, node_id, epoch, epoch_certificate, generation, cloud_url, private_key };
      await store.sync.link.enrol(enrolment, next?.value);
    } finally {
      link.start();
    }
    onEnrolled();
    return ok({ store_id, node_id, epoch });
  };

  return async (request) => {
    const identity = store.queries.identity();
    if (identity && !link.mayEnrolAgain())
      return refuse("enroll.store_has_box", `This is the box of store ${identity.store_id} already, and its history goes on.`);
    if (!/^https?:$/.test(new URL(request.cloud_url).protocol)) {
      return refuse("request.invalid", "The cloud has an http or https URL.", {
        fields: [{ field: "/cloud_url", message: "http or https" }],
      });
    }
    if (busy) return refuse("service.unavailable", "An enrolment is under way.", { retry_after_s: 5 });
    busy = true;
    try {
      return await enrol(request);
    } finally {
      busy = false;
    }
  };
}

/** A cloud that is ahead may hand out what this release does not know. */
function readSnapshot(text: string): Result<{ snapshot: Snapshot; text: string }> {
  try {
    return ok({ snapshot: Snapshot.parse(JSON.parse(text)), text });
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 200) : "unknown";
    return refuse("enroll.box_too_old", `What the store's box before this one had cannot be read here (${why}). Nothing was changed.`);
  }
}
