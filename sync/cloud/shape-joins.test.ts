import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { JOIN_HEADER } from "../protocol/join.ts";
import { command, id } from "../testing/documents.test-fixture.ts";
import { Loopback } from "../testing/loopback.test-fixture.ts";
import { Changes, ManualTime } from "../testing/manual-time.test-fixture.ts";
import { MemoryShapeSource, SHAPE_NODE } from "../testing/memory-source.test-fixture.ts";
import { createJoinTokens } from "./join-token.ts";
import { createShapeHandler } from "./shape-handler.ts";

const time = new ManualTime();
const changes = new Changes();
const joinTokens = createJoinTokens(Buffer.alloc(32, 3), () => "incarnation");
let source: MemoryShapeSource;
let loop: Loopback;
beforeEach(async () => {
  source = new MemoryShapeSource(time.timers, changes);
  loop = await new Loopback(createShapeHandler({ source, clock: time.clock, joinTokens }), changes).open();
});
afterEach(() => loop.close());

const fill = (storeId: string, from: number, to: number) => {
  for (let seq = from; seq <= to; seq++) source.append(storeId, seq, id(seq), command(seq));
};

describe("a box that joins [J1]", () => {
  const link = { store_id: "s1", node_id: SHAPE_NODE, epoch: 1, frozen_by: null };
  const ask = (token: string | null, query = "table=store_inbox&offset=-1") =>
    loop.get("s1", query, token === null ? {} : { [JOIN_HEADER]: token });
  const refused = async (response: Response) => [
    response.status,
    response.headers.get("content-type"),
    ((await response.json()) as { code: string }).code,
  ];
  const JOIN_FIRST = [409, "application/problem+json", "sync.join_first"];

  test("is served by the token of its last join alone", async () => {
    fill("s1", 1, 3);
    source.joinNumber = 2;
    const token = joinTokens.issue({ ...link, join_number: 2 });
    expect((await ask(token)).status).toBe(200);
    for (const other of [
      null,
      "2.AAAA",
      joinTokens.issue({ ...link, join_number: 1 }),
      joinTokens.issue({ ...link, epoch: 2, join_number: 2 }),
    ])
      expect(await refused(await ask(other))).toEqual(JOIN_FIRST);
    expect(await refused(await ask(joinTokens.issue({ ...link, store_id: "s2", join_number: 2 })))).toEqual(JOIN_FIRST);
  });

  test("ends what was held by the token of the join before, and what was being read", async () => {
    source.joinNumber = 1;
    const token = joinTokens.issue({ ...link, join_number: 1 });
    const handle = (await ask(token)).headers.get("electric-handle") ?? "";
    const held = ask(token, `table=store_inbox&offset=0_0&handle=${handle}&live=true`);
    await changes.until(() => source.held === 1);
    source.join();
    expect(await refused(await held)).toEqual(JOIN_FIRST);
    fill("s1", 1, 3);
    source.beforeRows = () => {
      source.joinNumber = 3;
    };
    expect(await refused(await ask(joinTokens.issue({ ...link, join_number: 2 })))).toEqual(JOIN_FIRST);
  });
});
