import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { id, menu } from "../testing/documents.test-fixture.ts";
import { Loopback } from "../testing/loopback.test-fixture.ts";
import { Changes, ManualTime } from "../testing/manual-time.test-fixture.ts";
import { MemoryShapeSource } from "../testing/memory-source.test-fixture.ts";
import { createShapeHandler } from "./shape-handler.ts";

const time = new ManualTime();
const changes = new Changes();
let source: MemoryShapeSource;
let loop: Loopback;
beforeEach(async () => {
  source = new MemoryShapeSource(time.timers, changes);
  const joinTokens = { isCurrent: () => false };
  loop = await new Loopback(createShapeHandler({ source, clock: time.clock, joinTokens }), changes).open();
});
afterEach(() => loop.close());

const operations = async (response: Response) => {
  const messages = (await response.json()) as { headers: Record<string, unknown> }[];
  return messages.map((message) => message.headers.control ?? message.headers.operation);
};

describe("what may be asked", () => {
  test.each([
    ["table", "table=orders&offset=-1"],
    ["columns", "table=store_inbox&offset=-1&columns=seq,command"],
    ["where", "table=store_inbox&offset=-1&where=true"],
    ["offset", "table=store_inbox&offset=5"],
    ["offset", "table=store_inbox"],
    ["handle", "table=store_inbox&offset=5_0"],
    ["live", "table=store_inbox&offset=-1&live=true"],
    ["live", "table=store_inbox&offset=now&live=true"],
    ["live_sse", "table=store_inbox&offset=5_0&handle=h&live=true&live_sse=true"],
    ["log", "table=store_inbox&offset=-1&log=changes_only"],
    ["subset", "table=store_inbox&offset=-1&subset__limit=1"],
  ])("a wrong %s is refused with Electric's body: %s", async (field, query) => {
    const response = await loop.get("s1", query);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ message: "Invalid request", errors: { [field]: [expect.any(String)] } });
  });

  test("another store's rows: 403; its own, asked for in full, are given", async () => {
    source.putDocument("s2", "menu", 1, menu("s2", 1));
    const query = (store: string) =>
      new URLSearchParams({
        table: "public.store_documents",
        offset: "-1",
        where: '"store_id" = $1',
        "params[1]": store,
        columns: '"store_id","kind","version","document"',
      });
    expect((await loop.get("s1", `${query("s2")}`)).status).toBe(403);
    expect(await operations(await loop.get("s2", `${query("s2")}`))).toEqual(["insert", "snapshot-end"]);
    expect(await operations(await loop.get("s1", `${query("s1")}`))).toEqual(["snapshot-end"]);
  });

  test("a source that mixes stores up is a bug that gives nothing out", async () => {
    source.log("store_inbox", "s1").rows = [{ lsn: 1, key: ["s2", "1"], value: { store_id: "s2", seq: "1", id: id(1), command: "{}" } }];
    const response = await loop.get("s1", "table=store_inbox&offset=-1");
    expect(response.status).toBe(500);
  });
});
