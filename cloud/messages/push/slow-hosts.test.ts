import { beforeEach, expect, test } from "vitest";
import { SlowHosts } from "./slow-hosts.ts";

let now = 0;
let hosts: SlowHosts;
beforeEach(() => {
  now = 0;
  hosts = new SlowHosts({ monotonic: () => now });
});

test("a domain that is too slow three times in a row is left alone for half a minute, whatever name below it is used", () => {
  for (const host of ["a.evil.example", "b.evil.example"]) hosts.tooSlow(host);
  expect(hosts.heldForMs("c.evil.example")).toBe(0);
  now = 1_000;
  hosts.tooSlow("c.evil.example");
  now = 11_000;
  expect(hosts.heldForMs("d.evil.example")).toBe(20_000);
  expect(hosts.heldForMs("push.services.mozilla.com")).toBe(0);
  now = 31_000;
  expect(hosts.heldForMs("d.evil.example")).toBe(0);
  // Still as slow: once is enough then.
  hosts.tooSlow("e.evil.example");
  expect(hosts.heldForMs("d.evil.example")).toBe(30_000);
});

test("one that responds again is as good as any", () => {
  for (let n = 0; n < 5; n += 1) hosts.tooSlow("fcm.googleapis.com");
  hosts.responded("fcm.googleapis.com");
  hosts.tooSlow("fcm.googleapis.com");
  expect(hosts.heldForMs("fcm.googleapis.com")).toBe(0);
});

test("not more of them are remembered than fit, whoever makes them up", () => {
  for (let n = 0; n < 3; n += 1) hosts.tooSlow("first.example");
  for (let n = 0; n < 1_000; n += 1) hosts.tooSlow(`evil-${n}.example`);
  expect(hosts.heldForMs("first.example")).toBe(0);
});
