import { Shape, ShapeStream, type ShapeStreamInterface } from "@electric-sql/client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { command, id, menu, profile } from "../testing/documents.test-fixture.ts";
import { Loopback } from "../testing/loopback.test-fixture.ts";
import { Changes, ManualTime } from "../testing/manual-time.test-fixture.ts";
import { MemoryShapeSource } from "../testing/memory-source.test-fixture.ts";
import { createShapeHandler, type ShapeHandlerOptions } from "./shape-handler.ts";

const time = new ManualTime();
const changes = new Changes();
let source: MemoryShapeSource;
let loop: Loopback;

async function open(options: Partial<ShapeHandlerOptions> = {}): Promise<void> {
  source = new MemoryShapeSource(time.timers, changes);
  loop = await new Loopback(
    createShapeHandler({ source, clock: time.clock, joinTokens: { isCurrent: () => false }, ...options }),
    changes,
  ).open();
}

beforeEach(() => open());
afterEach(() => loop.close());

interface Wire {
  key?: string;
  value?: Record<string, string>;
  headers: Record<string, unknown>;
}
const wire = async (response: Response) => (await response.json()) as Wire[];
const controls = (messages: Wire[]) => messages.map((message) => message.headers.control ?? message.headers.operation);
const fill = (storeId: string, from: number, to: number) => {
  for (let seq = from; seq <= to; seq++) source.append(storeId, seq, id(seq), command(seq));
};

describe("what a response carries", () => {
  test("the snapshot: inserts without lsn, Postgres text, snapshot-end, no up-to-date", async () => {
    source.putDocument("s1", "menu", 7, menu("s1", 7));
    const response = await loop.get("s1", "table=store_documents&offset=-1");
    const messages = await wire(response);
    expect(response.status).toBe(200);
    expect(controls(messages)).toEqual(["insert", "snapshot-end"]);
    expect(messages[0]).toMatchObject({
      key: '"public"."store_documents"/"s1"/"menu"',
      value: { store_id: "s1", kind: "menu", version: "7" },
      headers: { operation: "insert", relation: ["public", "store_documents"] },
    });
    expect(messages[0]?.headers).not.toHaveProperty("lsn");
    expect(messages[1]?.headers).toMatchObject({ xmin: "2", xmax: "2", xip_list: [] });
    const { headers } = response;
    expect(headers.get("electric-handle")).toBe(source.log("store_documents", "s1").handle);
    expect(headers.get("electric-offset")).toBe("1_0");
    expect(JSON.parse(headers.get("electric-schema") ?? "")).toMatchObject({ version: { type: "int8", not_null: true } });
    expect(headers.has("electric-up-to-date")).toBe(false);
    expect(headers.has("electric-cursor")).toBe(false);
    expect(headers.get("cache-control")).toMatch(/^private/);
    expect(headers.get("vary")).toBe("Authorization, Accept-Encoding");
    expect(headers.get("etag")).toBe(`"${headers.get("electric-handle")}:-1:1_0"`);
  });

  test("the log: a document is an update with its lsn, an entry an insert, then up-to-date", async () => {
    source.putDocument("s1", "menu", 7, menu("s1", 7));
    fill("s1", 1, 1);
    const documents = await loop.get("s1", `table=store_documents&offset=0_inf&handle=${source.log("store_documents", "s1").handle}`);
    expect((await wire(documents)).map((message) => message.headers)).toEqual([
      { operation: "update", relation: ["public", "store_documents"], lsn: "1", op_position: 0, last: true, txids: [1] },
      { control: "up-to-date", global_last_seen_lsn: "1" },
    ]);
    expect(documents.headers.has("electric-up-to-date")).toBe(true);
    const inbox = await loop.get("s1", `table=store_inbox&offset=0_inf&handle=${source.log("store_inbox", "s1").handle}`);
    expect(controls(await wire(inbox))).toEqual(["insert", "up-to-date"]);
  });

  test("offset now: where the log ends, and nothing else", async () => {
    fill("s1", 1, 3);
    const response = await loop.get("s1", "table=store_inbox&offset=now");
    expect(controls(await wire(response))).toEqual(["up-to-date"]);
    expect(response.headers.get("electric-offset")).toBe("3_0");
  });

  test("If-None-Match: 304 with the headers and no body, until something is written", async () => {
    fill("s1", 1, 2);
    const first = await loop.get("s1", "table=store_inbox&offset=-1");
    await first.text();
    const validator = { "if-none-match": `"other", ${first.headers.get("etag")}` };
    const again = await loop.get("s1", "table=store_inbox&offset=-1", validator);
    expect([again.status, await again.text(), again.headers.get("electric-offset")]).toEqual([304, "", "2_0"]);
    fill("s1", 3, 3);
    expect((await loop.get("s1", "table=store_inbox&offset=-1", validator)).status).toBe(200);
  });

  test("chunks end at the row limit and at the byte limit, and only the last is up to date", async () => {
    await loop.close();
    const one = JSON.stringify(command(1)).length;
    await open({ maxRows: 4, maxBytes: one * 6 });
    fill("s1", 1, 11);
    const seen: string[] = [];
    let offset = "-1";
    let upToDate = false;
    for (let requests = 0; !upToDate && requests < 20; requests++) {
      const response = await loop.get("s1", `table=store_inbox&offset=${offset}&handle=${source.log("store_inbox", "s1").handle}`);
      const messages = await wire(response);
      expect(messages.filter((message) => message.key).length).toBeLessThanOrEqual(4);
      seen.push(...messages.flatMap((message) => message.value?.seq ?? []));
      offset = response.headers.get("electric-offset") ?? "";
      upToDate = response.headers.has("electric-up-to-date");
      expect(controls(messages).includes("up-to-date")).toBe(upToDate);
    }
    expect(seen).toEqual(Array.from({ length: 11 }, (_, index) => `${index + 1}`));
    expect(offset).toBe("11_0");
  });

  test("a commit between the two reads of a request is in the response or after it, never lost", async () => {
    fill("s1", 1, 1);
    const { handle } = source.log("store_inbox", "s1");
    source.beforeRows = () => {
      source.beforeRows = null;
      fill("s1", 2, 2);
    };
    const response = await loop.get("s1", `table=store_inbox&offset=1_0&handle=${handle}`);
    expect((await wire(response)).flatMap((message) => message.value?.seq ?? [])).toEqual(["2"]);
    expect(response.headers.get("electric-offset")).toBe("2_0");
  });
});

describe("must-refetch", () => {
  const bodyAndHandle = async (response: Response) => [response.status, await response.json(), response.headers.get("electric-handle")];
  const refetch = [{ headers: { control: "must-refetch" } }];

  test("an unknown handle: 409 with the handle in force", async () => {
    fill("s1", 1, 1);
    const { handle } = source.log("store_inbox", "s1");
    expect(await bodyAndHandle(await loop.get("s1", "table=store_inbox&offset=1_0&handle=other"))).toEqual([409, refetch, handle]);
    expect(source.log("store_inbox", "s1").handle).toBe(handle);
  });

  test("an offset that this log has not reached: 409 with a new handle, also when live and in a snapshot", async () => {
    fill("s1", 1, 1);
    for (const offset of ["2_0", "0_9", "99999999999999999999_0", "2_0&live=true&cursor=1"]) {
      const { handle } = source.log("store_inbox", "s1");
      const response = await loop.get("s1", `table=store_inbox&offset=${offset}&handle=${handle}`);
      const rotated = source.log("store_inbox", "s1").handle;
      expect(rotated).not.toBe(handle);
      expect(await bodyAndHandle(response)).toEqual([409, refetch, rotated]);
    }
  });

  test("a request that is held when the handle rotates", async () => {
    fill("s1", 1, 1);
    const { handle } = source.log("store_inbox", "s1");
    const held = loop.get("s1", `table=store_inbox&offset=1_0&live=true&handle=${handle}`);
    await changes.until(() => source.held === 1);
    await source.rotate("store_inbox", "s1");
    expect((await held).status).toBe(409);
  });

  test("rows that were read while the handle rotated are not sent", async () => {
    fill("s1", 1, 2);
    const { handle } = source.log("store_inbox", "s1");
    source.beforeRows = () => void source.rotate("store_inbox", "s1");
    expect((await loop.get("s1", `table=store_inbox&offset=1_0&handle=${handle}`)).status).toBe(409);
  });

  test("a client that holds the current handle for expired gets a new one", async () => {
    const { handle } = source.log("store_inbox", "s1");
    const response = await loop.get("s1", `table=store_inbox&offset=-1&expired_handle=${handle}&cache-buster=1`);
    expect(response.status).toBe(200);
    expect(response.headers.get("electric-handle")).not.toBe(handle);
  });
});

describe("live", () => {
  const live = (offset: string, cursor = "") =>
    loop.get("s1", `table=store_inbox&offset=${offset}&live=true&cursor=${cursor}&handle=${source.log("store_inbox", "s1").handle}`);

  test("is held until something is written", async () => {
    fill("s1", 1, 1);
    const held = live("1_0");
    await changes.until(() => source.held === 1);
    fill("s1", 2, 2);
    const response = await held;
    expect(controls(await wire(response))).toEqual(["insert", "up-to-date"]);
    expect(response.headers.has("electric-schema")).toBe(false);
  });

  test("ends up to date after 20 s, with a cursor past the one that was sent", async () => {
    fill("s1", 1, 1);
    const sent = `${Math.floor(time.clock.now() / 1000) + 900}`;
    const held = live("1_0", sent);
    await changes.until(() => source.held === 1);
    time.advance(19_999);
    expect(source.held).toBe(1);
    time.advance(1);
    const response = await held;
    expect(controls(await wire(response))).toEqual(["up-to-date"]);
    expect(response.headers.get("electric-offset")).toBe("1_0");
    expect(response.headers.has("electric-up-to-date")).toBe(true);
    expect(Number(response.headers.get("electric-cursor"))).toBeGreaterThan(Number(sent));
  });

  test("is held, not spun, when the rows after its offset have been pruned", async () => {
    fill("s1", 1, 5);
    source.prune("s1", 5);
    const held = live("2_0");
    await changes.until(() => source.held === 1);
    fill("s1", 6, 6);
    expect((await wire(await held)).flatMap((message) => message.value?.seq ?? [])).toEqual(["6"]);
  });

  test("is let go when the box is gone, and answered at once when the cloud stops", async () => {
    const gone = new AbortController();
    const closing = new AbortController();
    await loop.close();
    await open({ closing: closing.signal });
    fill("s1", 1, 1);
    const query = `table=store_inbox&offset=1_0&live=true&handle=${source.log("store_inbox", "s1").handle}`;
    const left = loop.client("s1").fetch(`${loop.baseUrl}/v1/shape?${query}`, { signal: gone.signal });
    left.catch(() => undefined);
    await changes.until(() => source.held === 1);
    gone.abort();
    await changes.until(() => source.held === 0);
    const held = loop.get("s1", query);
    await changes.until(() => source.held === 1);
    closing.abort();
    expect((await held).status).toBe(200);
  });

  test("more than can be held: 503 with Retry-After", async () => {
    await loop.close();
    await open({ maxHeld: 1 });
    const held = live("0_inf");
    await changes.until(() => source.held === 1);
    const response = await live("0_inf");
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
    time.advance(20_000);
    expect((await held).status).toBe(200);
  });
});

test("Electric's own Shape follows a table: snapshot, live change, rotation", async () => {
  source.putDocument("s1", "menu", 1, menu("s1", 1));
  const stop = new AbortController();
  const client = loop.client("s1");
  const stream = new ShapeStream({
    url: `${loop.baseUrl}/v1/shape`,
    params: { table: "store_documents" },
    signal: stop.signal,
    fetchClient: (url, init) => client.fetch(`${url}`, init),
  });
  const shape = new Shape(stream as ShapeStreamInterface);
  shape.subscribe(changes.notify);
  const versions = () => shape.currentRows.map((row) => row.version);
  expect((await shape.rows).map((row) => row.version)).toEqual([1n]);
  await changes.until(() => source.held === 1);
  source.putDocument("s1", "menu", 2, menu("s1", 2));
  await changes.until(() => versions().includes(2n));
  await source.rotate("store_documents", "s1");
  source.putDocument("s1", "profile", 1, profile("s1", 1));
  await changes.until(() => versions().length === 2);
  expect(versions().sort()).toEqual([1n, 2n]);
  stop.abort();
});
