import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ERRORS, type ErrorCode, problemOf } from "../domain/kernel/errors.ts";
import { invalidRequest, onError, problemResponse, RefusedError } from "./problem.ts";

async function thrown(error: unknown) {
  const reported: unknown[] = [];
  const app = new Hono();
  app.get("/", () => {
    throw error;
  });
  app.onError(
    onError(
      (cause) => (cause instanceof RangeError ? { code: "storage.full", detail: "Full.", retry_after_s: 5 } : null),
      (cause) => reported.push(cause),
    ),
  );
  const response = await app.request("/");
  return { response, body: (await response.json()) as Record<string, unknown>, reported };
}

describe("what is thrown", () => {
  test("a bug is a 500 that tells nothing, and is reported", async () => {
    const bug = new Error("select * from secrets");
    const { response, body, reported } = await thrown(bug);
    expect([response.status, body.code]).toEqual([500, "internal"]);
    expect(JSON.stringify(body)).not.toContain("secrets");
    expect(reported).toEqual([bug]);
  });

  test("a broken machine is told apart from a bug", async () => {
    const { response, body, reported } = await thrown(new RangeError("disk"));
    expect([response.status, body.code, response.headers.get("retry-after"), reported]).toEqual([507, "storage.full", "5", []]);
  });

  test("a refusal that had to be thrown is the refusal", async () => {
    expect((await thrown(new RefusedError({ code: "store.offline", detail: "Away." }))).body).toMatchObject({
      code: "store.offline",
      status: 503,
    });
  });

  test.each<[400 | 401 | 413 | 415 | 418, ErrorCode]>([
    [400, "request.malformed"],
    [401, "auth.required"],
    [413, "request.too_large"],
    [415, "request.unsupported_media_type"],
    [418, "internal"],
  ])("a %d of the library is %s", async (status, code) => {
    expect((await thrown(new HTTPException(status, { message: "?" }))).body).toMatchObject({ code, status: ERRORS[code].status });
  });
});

describe("a problem", () => {
  test.each(Object.keys(ERRORS) as ErrorCode[])("%s has its status, its title and an address in the documents", (code) => {
    const response = problemResponse({ code, detail: "d" });
    expect(response.status).toBe(ERRORS[code].status);
    expect(problemOf({ code, detail: "d" })).toEqual({
      type: `/errors#${code}`,
      code,
      title: ERRORS[code].title,
      status: ERRORS[code].status,
      detail: "d",
    });
    expect(ERRORS[code].status).toBeGreaterThanOrEqual(400);
  });

  test("further members never hide the standard ones", () => {
    const problem = problemOf({
      code: "order.status_changed",
      detail: "d",
      extra: { status: "PLACED", code: "x", order: 1 },
      fields: [{ field: "/a", message: "m" }],
    });
    expect(problem).toMatchObject({ status: 409, code: "order.status_changed", order: 1, fields: [{ field: "/a", message: "m" }] });
  });
});

test("a field that was left out is called missing, in no words of the validator", () => {
  const { error } = z.strictObject({ name: z.string(), size: z.enum(["S", "L"]), qty: z.number() }).safeParse({ qty: "2" });
  if (!error) throw new Error("it has to be refused");
  expect(invalidRequest("json", error).fields).toEqual([
    { field: "/name", message: "missing" },
    { field: "/size", message: "one of S, L" },
    { field: "/qty", message: "expected number, received string" },
  ]);
});

test("a limit is said with what it counts, in no words of the validator", () => {
  const { error } = z
    .strictObject({
      note: z.string().min(1),
      name: z.string().max(80),
      items: z.array(z.string()).min(1),
      tags: z.array(z.string()).max(2),
      qty: z.number().min(1),
      cents: z.number().max(100),
    })
    .safeParse({ note: "", name: "x".repeat(81), items: [], tags: ["a", "b", "c"], qty: 0, cents: 101 });
  if (!error) throw new Error("it has to be refused");
  expect(invalidRequest("json", error).fields?.map(({ message }) => message)).toEqual([
    "at least 1 character",
    "at most 80 characters",
    "at least 1 entry",
    "at most 2 entries",
    "at least 1",
    "at most 100",
  ]);
});
