import { expect, test } from "vitest";
import { clientAddress } from "./client-address.ts";

test.each([
  ["no proxy of ours", "10.0.0.1", "1.1.1.1", 0, "10.0.0.1"],
  ["one", "10.0.0.1", "6.6.6.6, 1.1.1.1", 1, "1.1.1.1"],
  ["two", "10.0.0.1", "6.6.6.6, 1.1.1.1, 10.0.0.2", 2, "1.1.1.1"],
  ["more than there are entries", "10.0.0.1", "1.1.1.1", 3, "1.1.1.1"],
  ["a proxy that wrote nothing", "10.0.0.1", null, 1, "10.0.0.1"],
  ["a proxy that writes the port", "10.0.0.1", "192.0.2.7:5678", 1, "192.0.2.7"],
  ["a proxy that writes the port of IPv6", "10.0.0.1", "[2001:db8::1]:443", 1, "2001:db8::1"],
  ["a proxy that writes IPv6 in brackets", "10.0.0.1", "[2001:db8::1]", 1, "2001:db8::1"],
  ["a proxy that writes IPv6", "10.0.0.1", "2001:db8::1", 1, "2001:db8::1"],
])("the client's address behind %s", (_name, socket, forwarded, proxies, address) => {
  expect(clientAddress(socket, forwarded, proxies)).toBe(address);
});
