/** The comparison as people read it: a row for each figure, a column for each store and one for their sum. */
import { type Comparison, isSame, sumOf } from "./comparison.ts";

const ROWS: readonly [label: string, show: (one: Comparison) => string][] = [
  ["orders acknowledged", (one) => String(one.acknowledged)],
  ["orders in the cloud", (one) => String(one.inCloud)],
  ["duplicates", (one) => String(one.duplicates)],
  ["lost", (one) => String(one.lost)],
  ["different", (one) => String(one.different)],
  ["counter money: stores", (one) => moneyText(one.storeCents)],
  ["counter money: cloud", (one) => moneyText(one.cloudCents)],
  ["online money: customers", (one) => moneyText(one.onlineCents)],
  ["online money: cloud", (one) => moneyText(one.onlineCloudCents)],
  ["online money: provider", (one) => moneyText(one.onlineProviderCents)],
  ["still held", (one) => moneyText(one.heldCents)],
  ["line back to caught up", ({ times }) => seconds(times.catchUpMs)],
  ["dead box to first order", ({ times }) => seconds(times.nextBoxMs)],
  ["set back to app orders", ({ times }) => seconds(times.rejoinedMs)],
];

export function renderTable(comparisons: readonly Comparison[]): string {
  const columns = [...comparisons, sumOf(comparisons)];
  const cells = [["", ...columns.map((one) => one.storeId)], ...ROWS.map(([label, show]) => [label, ...columns.map(show)])];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index + 1]?.length ?? 0)));
  const labelWidth = Math.max(...cells.map((row) => row[0]?.length ?? 0));
  const lines = cells.map(
    ([label = "", ...values]) =>
      `  ${label.padEnd(labelWidth)}  ${values.map((value, index) => value.padStart(widths[index] ?? 0)).join("  ")}`,
  );
  return [...lines, `  ${verdictOn(comparisons)}`].join("\n");
}

function verdictOn(comparisons: readonly Comparison[]): string {
  if (comparisons.every(isSame)) return "Everything that was acknowledged is in the cloud, once. The three books agree.";
  const alone = comparisons.some(({ duplicates }) => duplicates > 0)
    ? " The story has to be alone: what somebody else ordered here while it ran is a duplicate to it."
    : "";
  return `THE BOOKS DIFFER.${alone}`;
}

function seconds(ms: number | null): string {
  return ms === null ? "-" : `${(ms / 1000).toFixed(2)} s`;
}

export function moneyText(cents: number): string {
  return `${Math.trunc(cents / 100)}.${String(Math.abs(cents) % 100).padStart(2, "0")}`;
}
