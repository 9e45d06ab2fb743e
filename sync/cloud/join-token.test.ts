import { STORE, testId } from "@crema/shared/domain/order/order.test-fixture";
import { expect, test } from "vitest";
import { createJoinTokens, type JoinedLink } from "./join-token.ts";

const link: JoinedLink = { store_id: STORE, node_id: testId(0xb0), epoch: 2, join_number: 7, frozen_by: null };
const secret = Buffer.alloc(32, 5);
const tokens = createJoinTokens(secret, () => "this one");

test("[J1] a token is good for the link's last join, at every node of the cloud", () => {
  expect(createJoinTokens(secret, () => "this one").isCurrent(tokens.issue(link), link)).toBe(true);
});

test.each<[string, string | null]>([
  ["no token", null],
  ["of an earlier join", tokens.issue({ ...link, join_number: 6 })],
  ["of another store", tokens.issue({ ...link, store_id: "elsewhere" })],
  ["of another box", tokens.issue({ ...link, node_id: testId(7) })],
  ["of another epoch", tokens.issue({ ...link, epoch: 1 })],
  ["of the database before it was put back, though the number is the same", createJoinTokens(secret, () => "the one before").issue(link)],
  ["of another installation", createJoinTokens(Buffer.alloc(32, 6), () => "this one").issue(link)],
  ["made up", "7.AAAA"],
])("[J1] %s: worth nothing", (_, token) => {
  expect(tokens.isCurrent(token, link)).toBe(false);
});

test("[J1] where nobody has joined, the store has no box, or is frozen, no token is good", () => {
  for (const each of [
    { ...link, join_number: 0 },
    { ...link, node_id: null },
    { ...link, frozen_by: testId(9) },
  ])
    expect(tokens.isCurrent(tokens.issue(each), each)).toBe(false);
});
