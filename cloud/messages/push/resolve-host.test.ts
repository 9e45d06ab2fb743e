import { createSocket, type Socket } from "node:dgram";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ResolveHost } from "./endpoint-guard.ts";
import { createHostResolver } from "./resolve-host.ts";

const A = 1;
const AAAA = 28;
const NO_SUCH_NAME = 3;
const NEVER = new AbortController().signal;
let server: Socket;
let resolve: ResolveHost;

/** As much of a DNS server as a name needs (RFC 1035): what it has for the name and the type, or silence. */
function replyTo(query: Buffer): Buffer | null {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.subarray(at + 1, at + 1 + length).toString());
    at += 1 + length;
  }
  const [name] = labels;
  const type = query.readUInt16BE(at + 1);
  if (name === "silent") return null;
  const address = type === A && name !== "six" ? Buffer.from([93, 184, 215, 14]) : Buffer.from("26062800021f00cb0768200080da00af", "hex");
  const has = name === "both" || (name === "four" && type === A) || (name === "six" && type === AAAA);
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180 | (name === "none" ? NO_SUCH_NAME : 0), 2);
  header.writeUInt16BE(has ? 1 : 0, 6);
  header.fill(0, 8);
  const record = Buffer.concat([Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, address.length]), address]);
  return Buffer.concat([header, query.subarray(12, at + 5), ...(has ? [record] : [])]);
}

beforeAll(async () => {
  server = createSocket("udp4");
  server.on("message", (query, from) => {
    const reply = replyTo(query);
    if (reply) server.send(reply, from.port, from.address);
  });
  await new Promise<void>((done) => server.bind(0, "127.0.0.1", done));
  resolve = createHostResolver([`127.0.0.1:${server.address().port}`]);
});
afterAll(() => new Promise<void>((done) => server.close(() => done())));

test("a name stands for all of its addresses, of either kind", async () => {
  expect(await resolve("both.example", NEVER)).toEqual(["93.184.215.14", "2606:2800:21f:cb:768:2000:80da:af"]);
  expect(await resolve("four.example", NEVER)).toEqual(["93.184.215.14"]);
  expect(await resolve("six.example", NEVER)).toEqual(["2606:2800:21f:cb:768:2000:80da:af"]);
});

test("a name that does not exist, or stands for no address, has none", async () => {
  expect(await resolve("none.example", NEVER)).toEqual([]);
  expect(await resolve("empty.example", NEVER)).toEqual([]);
});

test("where nobody responds it is not known, at the latest with the deadline, and the name is not repeated", async () => {
  const deadline = new AbortController();
  const asked = resolve("silent.example", deadline.signal);
  deadline.abort();
  await expect(asked).rejects.toThrow("the host of a push service could not be looked up (ECANCELLED, ECANCELLED)");
  await expect(resolve("silent.example", deadline.signal)).rejects.toThrow("not looked up in time");
});
