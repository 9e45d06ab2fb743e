import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createManualTime } from "@crema/shared/domain/kernel/clock.test-fixture";
import { ok, refuse } from "@crema/shared/domain/kernel/errors";
import { expect, test } from "vitest";
import { createHistories } from "./relog-histories.ts";

test("a box that was restored and enrolled again enters all that was put aside in one go, past what is done already", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "crema-histories-"));
  const names = ["history-1-a.sqlite", "history-3-b.sqlite", "history-restored-20260504.sqlite"];
  for (const name of names) writeFileSync(join(dataDir, name), "");
  const entered: string[] = [];
  const time = createManualTime();
  const histories = createHistories({
    ...{ dataDir, timers: time.timers, linkState: () => "LIVE", log: { info: () => undefined, error: () => undefined } },
    relogs: { isDone: (file) => basename(file) === names[0] },
    runRelog: async (file) => {
      entered.push(basename(file));
      return ok({ waiting: [] });
    },
  });
  await histories.start();
  await time.advance(30_000);
  expect(entered).toEqual(names.slice(1));
  await histories.stop();
  rmSync(dataDir, { recursive: true });
});

test("what could not be reached is tried again at the next look, whatever the reason; a disk that cannot be read is not", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "crema-histories-"));
  const names = ["history-1-a.sqlite", "history-2-b.sqlite"];
  for (const name of names) writeFileSync(join(dataDir, name), "");
  const tried: string[] = [];
  const time = createManualTime();
  const histories = createHistories({
    ...{ dataDir, timers: time.timers, linkState: () => "LIVE", log: { info: () => undefined, error: () => undefined } },
    relogs: { isDone: () => false },
    runRelog: async (file) => {
      tried.push(basename(file));
      if (basename(file) === names[1]) return refuse("disk.unreadable", "half of it is missing");
      if (tried.length === 1) return refuse("storage.unavailable", "the box does not answer");
      if (tried.length === 2) throw new Error("the process did not start");
      return ok({ waiting: [] });
    },
  });
  await histories.start();
  for (let looks = 0; looks < 5; looks += 1) await time.advance(30_000);
  expect(tried).toEqual([names[0], names[0], names[0], names[1]]);
  await histories.stop();
  rmSync(dataDir, { recursive: true });
});

test("money whose order has not come down is tried again after a while, and holds up no other disk", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "crema-histories-"));
  const names = ["history-1-a.sqlite", "history-2-b.sqlite"];
  for (const name of names) writeFileSync(join(dataDir, name), "");
  const tried: string[] = [];
  const time = createManualTime();
  const money = { order_id: "0198c7f2-0000-7000-8000-00000000000b", kind: "PAYMENT", amount_cents: 500, currency: "EUR" } as const;
  const histories = createHistories({
    ...{ dataDir, timers: time.timers, linkState: () => "LIVE", log: { info: () => undefined, error: () => undefined } },
    relogs: { isDone: () => false },
    runRelog: async (file) => {
      tried.push(basename(file));
      return ok({ waiting: tried.length === 1 ? [money] : [] });
    },
  });
  await histories.start();
  for (let minutes = 0; minutes < 30; minutes += 1) await time.advance(60_000);
  expect(tried).toEqual([names[0], names[1], names[0]]);
  await histories.stop();
  rmSync(dataDir, { recursive: true });
});
