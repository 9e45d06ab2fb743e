import { storeFacts, totalsOf } from "@crema/shared/domain/drawer/report";
import { cents } from "@crema/shared/domain/kernel/money";
import { expect, test } from "vitest";
import { dayRows } from "./drawer-report.tsx";

test("what was paid online is said below the day's sales, which the till's money does not add up to", () => {
  const nothing = totalsOf("2026-05-04", storeFacts([], { payments: [], refunds: [], movements: [] }));
  const day = { ...nothing, sales_cents: cents(1_490), sales_online_cents: cents(490) };
  expect(dayRows(day)).toContainEqual(["Of that, paid online", 490]);
  expect(dayRows(nothing).map(([name]) => name)).not.toContain("Of that, paid online");
});
