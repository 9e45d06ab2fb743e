import { createManualTime } from "@crema/shared/domain/kernel/clock.test-fixture";
import { problemOf, refuse } from "@crema/shared/domain/kernel/errors";
import { testId } from "@crema/shared/domain/order/order.test-fixture";
import { describe, expect, test } from "vitest";
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import { enrollBox } from "./enroll.ts";

const ENROLLED = { store_id: "main-street", node_id: testId(1), epoch: 1, epoch_certificate: "jws", generation: 1 };
const KEY = "A".repeat(59);

function enrolling(response: () => Promise<Response>) {
  const time = createManualTime();
  const seen: Request[] = [];
  const done = enrollBox({
    cloudUrl: "http://cloud.test/",
    code: "CODE-1",
    publicKey: KEY,
    boxVersion: "1.0.0",
    storeId: null,
    timers: time.timers,
    fetch: (input, init) => {
      seen.push(new Request(input, init));
      return response();
    },
  });
  return { done, seen, time };
}

describe("enrolment", () => {
  test("the code, the key and the version go up; who the box is comes back", async () => {
    const { done, seen } = enrolling(async () => Response.json(ENROLLED, { status: 201 }));
    expect(await done).toEqual({ ok: true, value: ENROLLED });
    expect(seen[0]?.url).toBe("http://cloud.test/v1/sync/enroll");
    expect(await seen[0]?.json()).toEqual({ code: "CODE-1", public_key: KEY, box_version: "1.0.0", protocol_version: PROTOCOL_VERSION });
  });

  test.each(["enroll.code_unknown", "enroll.store_has_box"] as const)("[D8] the cloud's %s is passed on", async (code) => {
    const problem = problemOf(refuse(code, "No.").refusal);
    const { done } = enrolling(async () => Response.json(problem, { status: problem.status }));
    expect(await done).toMatchObject({ ok: false, refusal: { code, detail: "No." } });
  });

  test.each<[string, () => Promise<Response>]>([
    ["no connection", () => Promise.reject(new Error("ECONNREFUSED"))],
    ["a portal's page", async () => new Response("<html>", { status: 200 })],
    ["somebody else's JSON", async () => Response.json({ hello: 1 }, { status: 201 })],
    ["an unknown code", async () => Response.json({ code: "no.such", detail: "" }, { status: 400 })],
  ])("[L6] %s: nobody of ours answered", async (_, response) => {
    expect(await enrolling(response).done).toMatchObject({ ok: false, refusal: { code: "service.unavailable" } });
  });

  test("[L2] it ends", async () => {
    const { done, time } = enrolling(() => new Promise(() => undefined));
    await time.advance(60_000);
    expect(await done).toMatchObject({ ok: false, refusal: { code: "service.unavailable" } });
    expect(time.pending()).toBe(0);
  });
});
