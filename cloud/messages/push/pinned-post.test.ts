import type { LookupAddress } from "node:dns";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pinnedPost } from "./pinned-post.ts";
import { selfSigned } from "./self-signed.test-fixture.ts";

const HERE: LookupAddress = { address: "127.0.0.1", family: 4 };
const certificate = selfSigned("push.test");
const asked: string[] = [];
let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer(certificate, (request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      asked.push(`${request.method} ${request.headers.host} ${request.url} ${Buffer.concat(pieces)}`);
      // More than anybody should read.
      response.writeHead(201, { "retry-after": "3" }).write("x".repeat(1_000_000));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const post = (host: string, addresses: LookupAddress[] = [HERE], ca: string | null = certificate.cert) =>
  pinnedPost({
    ...{ url: new URL(`https://${host}:${port}/send/1?x=2`), addresses, headers: { ttl: 5 }, body: Buffer.from("sealed") },
    deadline: AbortSignal.timeout(5_000),
    ...(ca === null ? {} : { ca }),
  });

test("goes to the address that was looked at, whatever the name stands for elsewhere, and does not wait for a body", async () => {
  expect(await post("push.test")).toEqual({ status: 201, retryAfter: "3" });
  expect(asked).toEqual([`POST push.test:${port} /send/1?x=2 sealed`]);
});

test("tries the next address where the first one does not respond", async () => {
  expect(await post("push.test", [{ address: "::1", family: 6 }, HERE])).toMatchObject({ status: 201 });
});

test("says nothing to who cannot prove the name", async () => {
  const before = asked.length;
  await expect(post("other.test")).rejects.toThrow("no response of the push service (ERR_TLS_CERT_ALTNAME_INVALID)");
  await expect(post("push.test", [HERE], null)).rejects.toThrow("no response of the push service (DEPTH_ZERO_SELF_SIGNED_CERT)");
  expect(asked).toHaveLength(before);
});

test("goes nowhere without an address", async () => {
  await expect(post("push.test", [])).rejects.toThrow("no response of the push service");
});
