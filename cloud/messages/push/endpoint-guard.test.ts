import { expect, test } from "vitest";
import { createEndpointGuard, HostNotResolved, isPublicAddress, MAX_ENDPOINT_LENGTH } from "./endpoint-guard.ts";

const deadline = new AbortController().signal;
const names: Record<string, string[]> = {
  "push.example.org": ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"],
  "inside.example.org": ["10.0.0.7"],
  "both.example.org": ["93.184.215.14", "127.0.0.1"],
  "mapped.example.org": ["::ffff:169.254.169.254"],
};
const asked: string[] = [];
const guard = createEndpointGuard(
  async (host) => {
    asked.push(host);
    return names[host] ?? [];
  },
  ["127.0.0.1:8123"],
);
const check = (endpoint: string) => guard.check(endpoint, deadline);

test("a push service by its name is taken, with the addresses that are then connected to", async () => {
  expect(await check("https://push.example.org/send/abc?x=1")).toMatchObject({
    ok: true,
    addresses: [
      { address: "93.184.215.14", family: 4 },
      { address: "2606:2800:21f:cb07:6820:80da:af6b:8b2c", family: 6 },
    ],
  });
});

test.each([
  ["not https", "http://push.example.org/"],
  ["another protocol", "ftp://push.example.org/"],
  ["a file", "file:///etc/passwd"],
  ["a port of its own", "https://push.example.org:8443/"],
  ["a name and a password", "https://user:secret@push.example.org/"],
  ["a fragment", "https://push.example.org/#x"],
  ["no URL", "push.example.org"],
  ["this machine", "https://localhost/"],
  ["this machine, with a dot", "https://localhost./"],
  ["a name with a dot behind it", "https://push.example.org./"],
  ["loopback", "https://127.0.0.1/"],
  ["loopback, with a dot", "https://127.0.0.1./"],
  ["loopback in hex", "https://0x7f.1/"],
  ["loopback as one number", "https://2130706433/"],
  ["loopback in octal", "https://017700000001/"],
  ["loopback, shortened", "https://127.1/"],
  ["loopback in other digits", "https://１２７.0.0.1/"],
  ["loopback, escaped", "https://%31%32%37.0.0.1/"],
  ["nothing", "https://0/"],
  ["loopback in IPv6", "https://[::1]/"],
  ["loopback, mapped", "https://[::ffff:127.0.0.1]/"],
  ["loopback behind NAT64", "https://[64:ff9b::7f00:1]/"],
  ["a cloud's metadata", "https://169.254.169.254/latest/meta-data/"],
  ["a cloud's metadata by name", "https://metadata.google.internal/"],
  ["a public address", "https://93.184.215.14/"],
  ["a bare name", "https://postgres/"],
  ["a name that does not exist", "https://nowhere.example.org/"],
  ["a name of this network", "https://inside.example.org/"],
  ["a name of both", "https://both.example.org/"],
  ["a name of a mapped address", "https://mapped.example.org/"],
  ["the sandbox's address at another port", "http://127.0.0.1:8124/"],
  ["10,000 characters", `https://push.example.org/${"x".repeat(10_000)}`],
  ["one character too long", `https://push.example.org/${"x".repeat(MAX_ENDPOINT_LENGTH - 24)}`],
])("nothing is pushed to %s", async (_what, endpoint) => {
  const checked = await check(endpoint);
  expect(checked).toMatchObject({ ok: false });
  expect(JSON.stringify(checked)).not.toContain("example.org");
});

test("a name is looked up only where the rest is good", async () => {
  asked.length = 0;
  await check("http://push.example.org/");
  expect(asked).toEqual([]);
});

test("a sandbox that the settings name is reached wherever it is", async () => {
  expect(await check("http://127.0.0.1:8123/push/1")).toMatchObject({ ok: true, addresses: null });
});

test("where names cannot be looked up it is not decided", async () => {
  const away = createEndpointGuard(() => Promise.reject(new HostNotResolved("no DNS")), []);
  await expect(away.check("https://push.example.org/", deadline)).rejects.toThrow("no DNS");
});

test.each([
  "0.0.0.0",
  "10.1.2.3",
  "100.64.0.1",
  "127.255.255.254",
  "169.254.169.254",
  "172.31.255.255",
  "192.0.0.8",
  "192.0.2.1",
  "192.88.99.1",
  "192.168.1.1",
  "198.18.0.1",
  "203.0.113.9",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::7f00:1",
  "::ffff:93.184.215.14",
  "64:ff9b::5db8:d70e",
  "64:ff9b:1::a00:1",
  "100::1",
  "2001::1",
  "2001:db8::1",
  "2002:7f00:1::",
  "3fff::1",
  "4000::1",
  "fc00::1",
  "fd12:3456::1",
  "fe80::1",
  "fe80::1%eth0",
  "fec0::1",
  "ff02::1",
  "no address",
])("%s is not public", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "2a00:1450:4001:80e::200a"])("%s is public", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});
