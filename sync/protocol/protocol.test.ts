import { createHash } from "node:crypto";
import { EnrollRequest, EnrollResponse, SessionRequest, SessionResponse } from "@crema/shared/contract/sync";
import { EdgeEvent } from "@crema/shared/domain/events";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { orderLife } from "../testing/up-rig.test-fixture.ts";
import { DownDocument, InboxEntry, SHAPE_COLUMNS } from "./down.ts";
import { EarlierOrdersRequest, EarlierOrdersResponse } from "./earlier-orders.ts";
import { FactsRequest, HandIn, HandInResponse, KnownRequest, KnownResponse, RebuildRequest } from "./hand-back.ts";
import { JoinRequest, JoinResponse } from "./join.ts";
import { ReceiptMailRequest, ReceiptMailResponse } from "./receipt-mail.ts";
import { Snapshot } from "./snapshot.ts";
import {
  Heartbeat,
  LoggedEvent,
  MAX_BATCH_BYTES,
  MAX_BATCH_EVENTS,
  MAX_EVENT_BYTES,
  UP_PATH,
  UpBatch,
  UpRefusal,
  UpResponse,
} from "./up.ts";
import { bodyVersion, upcastBatch, upcastBody } from "./upcast.ts";
import { BODY_VERSIONS, isBodyVersion, isSupported, OLDEST_SUPPORTED_VERSION, PROTOCOL_VERSION, SUPPORTED_VERSIONS } from "./version.ts";
import { writeBody } from "./write-body.ts";

/**
 * When this test fails, the wire has changed. Ask what a box and a cloud of the last release would make of it:
 * - they would read it the same way (a new optional member, a wider limit on the reading side): pin the new hash, nothing else;
 * - they would misread it (a member renamed, removed or required; another meaning): add a version in version.ts, write its
 *   steps in upcast.ts, keep the three versions of batches before and every one of bodies, then pin the new hash.
 * A box is upgraded months after the cloud, and its log may hold events that were written before.
 */
const PINNED = "b2c5bfd5e6abc9bf847b232828f03f7e87cb330272e327dcef117cda2f5a86ce";

const WIRE: Readonly<Record<string, z.ZodType>> = {
  UpBatch,
  LoggedEvent,
  Heartbeat,
  UpAnswer: UpResponse,
  UpRefusal,
  EdgeEvent,
  DownDocument,
  InboxEntry,
  JoinRequest,
  JoinResponse,
  RebuildRequest,
  HandIn,
  HandInResponse,
  FactsRequest,
  KnownRequest,
  KnownResponse,
  EarlierOrdersRequest,
  EarlierOrdersResponse,
  ReceiptMailRequest,
  ReceiptMailResponse,
  Snapshot,
  EnrollRequest,
  EnrollAnswer: EnrollResponse,
  SessionRequest,
  SessionAnswer: SessionResponse,
};

describe("the wire", () => {
  test("[L5] is the one that was pinned", () => {
    const schemas = Object.entries(WIRE).map(([name, type]) => [name, z.toJSONSchema(type, { io: "input" })]);
    const constants = [SUPPORTED_VERSIONS, SHAPE_COLUMNS, UP_PATH, MAX_EVENT_BYTES, MAX_BATCH_EVENTS, MAX_BATCH_BYTES];
    const hash = createHash("sha256")
      .update(JSON.stringify([schemas, constants]))
      .digest("hex");
    expect(hash).toBe(PINNED);
  });

  test("[L5] the supported versions are today's and at most the three before, without a hole", () => {
    const expected = SUPPORTED_VERSIONS.map((_, index) => OLDEST_SUPPORTED_VERSION + index);
    expect([...SUPPORTED_VERSIONS]).toEqual(expected);
    expect(SUPPORTED_VERSIONS.at(-1)).toBe(PROTOCOL_VERSION);
    expect(SUPPORTED_VERSIONS.length).toBeLessThanOrEqual(4);
    expect([OLDEST_SUPPORTED_VERSION - 1, PROTOCOL_VERSION + 1, 1.5, Number.NaN].some(isSupported)).toBe(false);
  });

  test("[L5] a body says its version itself; those of versions 1 to 3 say nothing and are read as 3", () => {
    expect([{}, null, "x", { v: 4 }].map(bodyVersion)).toEqual([3, 3, 3, 4]);
    expect(bodyVersion({ v: "3" })).toBeNaN();
  });

  test("[L5] bodies are read for ever: from version 3 to today's, without a hole", () => {
    expect([...BODY_VERSIONS]).toEqual(BODY_VERSIONS.map((_, index) => 3 + index));
    expect(BODY_VERSIONS.at(-1)).toBe(PROTOCOL_VERSION);
    expect([2, PROTOCOL_VERSION + 1].some(isBodyVersion)).toBe(false);
  });

  test("[L5] what is written today says so, and is read as it is", () => {
    const [placed] = orderLife(1);
    if (!placed) throw new Error("an order's life begins");
    expect(JSON.parse(writeBody(placed))).toEqual({ ...JSON.parse(JSON.stringify(placed)), v: PROTOCOL_VERSION });
    const value = { type: "order.placed" };
    expect(upcastBody(PROTOCOL_VERSION, value)).toBe(value);
    expect(upcastBatch(PROTOCOL_VERSION, value)).toBe(value);
  });
});
