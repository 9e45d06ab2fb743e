import { expect, test } from "vitest";
import { ApiError } from "../client/call.ts";
import { failureLines } from "./failure.ts";

test("a story that stops says after which step and what failed, and blames what is in the chain for nothing but a refusal", () => {
  const refused = new ApiError(409, "store.closed", 'POST http://x/v1/orders: Corner is closed now. {"code":"store.closed"}');
  const [what, why] = failureLines(refused, "store-1: 2 croissants are left");
  expect(what).toBe(
    "The story stopped after “store-1: 2 croissants are left”: 409 store.closed: POST http://x/v1/orders: Corner is closed now.",
  );
  expect(why).toContain("--fresh");
  const [failed, logs] = failureLines(new ApiError(500, "internal", "GET http://x/v1/link: It is a bug."), null);
  expect(failed).toBe("The story stopped before its first step: 500 internal: GET http://x/v1/link: It is a bug.");
  expect([logs?.includes("--fresh"), logs?.includes("logs")]).toEqual([false, true]);
});
