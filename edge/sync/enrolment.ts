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
import type { z } from "zod";
import type { Store } from "../store.ts";

export interface EnrolmentDeps {
  readonly store: Pick<Store, "sync" | "queries">;
  readonly fetch: typeof fetch;
  readonly timers: Timers;
  readonly boxVersion: string;
  /** The box has a store now. */
  readonly onEnrolled: () => void;
}

type Request = z.infer<typeof EnrollBoxRequest>;
type Reply = z.infer<typeof EnrollBoxResponse>;

export function createEnrolment({
  store,
  fetch,
  timers,
  boxVersion,
  onEnrolled,
}: EnrolmentDeps): (request: Request) => Promise<Result<Reply>> {
  let busy = false;

  const enrol = async ({ cloud_url, code }: Request): Promise<Result<Reply>> => {
    const made = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const private_key = await store.sync.link.saveKey(made);
    const spki = createPublicKey(private_key).export({ type: "spki", format: "der" }).toString("base64url");
    const response = await enrollBox({ cloudUrl: cloud_url, code, publicKey: spki, boxVersion, fetch, timers });
    if (!response.ok) return response;
    const { store_id, node_id, epoch, epoch_certificate, generation } = response.value;
    await store.sync.link.enrol({ store_id, node_id, epoch, epoch_certificate, generation, cloud_url, private_key });
    onEnrolled();
    return ok({ store_id, node_id, epoch });
  };

  return async (request) => {
    const identity = store.queries.identity();
    if (identity) return refuse("enroll.store_has_box", `This box belongs to store ${identity.store_id} already.`);
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
