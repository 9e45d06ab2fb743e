import { expect, test } from "vitest";
import { StoreTurns } from "./store-turns.ts";

test("two at once, the others in the order of asking, and each store by itself", async () => {
  const turns = new StoreTurns();
  expect([turns.enter("a"), turns.enter("a"), turns.enter("a"), turns.enter("b")]).toEqual([true, true, false, true]);
  const went: string[] = [];
  const waiting = ["first", "second"].map((name) => turns.wait("a").then(() => went.push(name)));
  turns.leave("a");
  await waiting[0];
  expect(went).toEqual(["first"]);
  turns.leave("a");
  await waiting[1];
  turns.leave("a");
  turns.leave("a");
  expect([turns.enter("a"), turns.enter("a"), turns.enter("a")]).toEqual([true, true, false]);
});

test("when the row cannot be had, all who wait are told at once; two hundred may wait, and not one more", async () => {
  const turns = new StoreTurns();
  turns.enter("a");
  turns.enter("a");
  const waiting = Array.from({ length: 200 }, () => turns.wait("a"));
  await expect(turns.wait("a")).rejects.toMatchObject({ code: "53300" });
  const told = Promise.allSettled(waiting);
  turns.giveUp("a", new Error("held for ever"));
  expect((await told).every((each) => each.status === "rejected")).toBe(true);
});
