/** What the box asks of the cloud beside its exchanges: which events it has, and that it takes what another disk has applied. */
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { CloudClient } from "@crema/sync/ports";
import { HAND_IN_PATH, type HandIn, KNOWN_PATH, KnownResponse } from "@crema/sync/protocol/hand-back";

const ASK_MS = 30_000;
/** What a disk has applied in weeks takes its time. */
const HAND_IN_MS = 120_000;

/** Which of these events the cloud has. Refuses with service.unavailable. */
export async function askKnown(cloud: CloudClient, ids: readonly string[]): Promise<Result<Set<string>>> {
  const response = await post(cloud, KNOWN_PATH, { event_ids: ids }, ASK_MS);
  if (!response.ok) return response;
  const parsed = KnownResponse.safeParse(response.value);
  return parsed.success ? ok(new Set(parsed.data.known)) : away("its response is not one of this program's version");
}

/** Refuses with service.unavailable. */
export async function handIn(cloud: CloudClient, inbox: HandIn): Promise<Result<null>> {
  const response = await post(cloud, HAND_IN_PATH, inbox, HAND_IN_MS);
  return response.ok ? ok(null) : response;
}

async function post(cloud: CloudClient, path: string, body: unknown, timeoutMs: number): Promise<Result<unknown>> {
  try {
    const response = await cloud.post(path, body, { gzip: path === HAND_IN_PATH, timeoutMs });
    if (response.status !== 200) return away(`status ${response.status}: ${response.body.slice(0, 200)}`);
    return ok(JSON.parse(response.body));
  } catch (error) {
    return away(error instanceof Error ? error.message : String(error));
  }
}

const away = (why: string): Result<never> =>
  refuse("service.unavailable", `The cloud has to say what it has, and does not answer (${why}). Try again when the link is LIVE.`, {
    retry_after_s: 30,
  });
