/**
 * A box presents its code and its key, once. The response may be lost and the code is then used up, but the cloud answers
 * the same key the same way again, by this code or by a new one. So the caller stores its key before it calls this.
 */
import { EnrollResponse, enroll } from "@crema/shared/contract/sync";
import type { Timers } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { z } from "zod";
import { UpRefusal } from "../protocol/up.ts";
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import { readBounded } from "./bounded-body.ts";
import { withDeadline } from "./deadline.ts";
import { isErrorCode } from "./response.ts";

export interface EnrollOptions {
  readonly cloudUrl: string;
  readonly code: string;
  /** Ed25519, SPKI in base64url. */
  readonly publicKey: string;
  readonly boxVersion: string;
  /** Whose history the box's disk has; null: none's. */
  readonly storeId: string | null;
  readonly fetch: typeof fetch;
  readonly timers: Timers;
}

/** A store's next box is handed all that the store was doing. */
const ENROLL_MS = 60_000;
const MAX_RESPONSE_BYTES = 256 * 1024 * 1024;

/** Refuses as the cloud does (enroll.code_unknown, enroll.store_has_box, …), or with service.unavailable when nobody of ours answers. */
export async function enrollBox(options: EnrollOptions): Promise<Result<z.infer<typeof EnrollResponse>>> {
  const { cloudUrl, code, publicKey, boxVersion, storeId, timers } = options;
  const asked = { code, public_key: publicKey, box_version: boxVersion, protocol_version: PROTOCOL_VERSION };
  try {
    const reply = await withDeadline(timers, ENROLL_MS, null, async (signal) => {
      const response = await options.fetch(`${cloudUrl.replace(/\/+$/, "")}${enroll.path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(storeId === null ? asked : { ...asked, store_id: storeId }),
        redirect: "manual",
        signal,
      });
      return { status: response.status, json: JSON.parse(await readBounded(response, MAX_RESPONSE_BYTES)) as unknown };
    });
    if (reply.status === 201) return ok(EnrollResponse.parse(reply.json));
    const refusal = UpRefusal.parse(reply.json);
    return isErrorCode(refusal.code) ? refuse(refusal.code, refusal.detail) : unreachable(`status ${reply.status}, code ${refusal.code}`);
  } catch (error) {
    return unreachable(error instanceof Error ? error.message : String(error));
  }
}

function unreachable(why: string): Result<never> {
  return refuse("service.unavailable", `No cloud answered at that address (${why.slice(0, 200)}).`);
}
