/** The books as `crema-cloud books` prints them: three columns, then every difference, then what cannot be compared yet. */
import type { BookRow, Books } from "@crema/shared/contract/books";
import { moneyText } from "@crema/shared/domain/kernel/money-text";

const WIDTH = 13;

export function booksText(books: Books): string {
  const lines = [`Books of ${books.store_id}, ${books.business_day} (as of ${books.as_of})`];
  lines.push(`Z reports that name the day: ${books.z_numbers.length > 0 ? books.z_numbers.join(", ") : "none"}`, "");
  let heading = "";
  for (const row of books.rows) {
    if (isNothing(row)) continue;
    if (headingOf(row) !== heading) {
      heading = headingOf(row);
      lines.push(line(heading, "store", "cloud", "provider"));
    }
    lines.push(line(`  ${row.figure}`, shown(row, row.store), shown(row, row.cloud), shown(row, row.provider)));
  }
  section(
    lines,
    "Disputes, beside the books",
    books.disputes.map(
      (each) =>
        `${each.dispute_id}: ${moneyText(each.amount_cents, each.currency)}, cloud: ${each.cloud ?? "unknown"}, provider: ${each.provider ?? "unknown"}`,
    ),
  );
  section(
    lines,
    `Differences: ${books.differences.length || "none"}`,
    books.differences.flatMap((each) => [
      `${each.code}${each.order_id ? `, order ${each.order_id}` : ""}${each.intent_id ? `, ${each.intent_id}` : ""}`,
      `  ${each.text}`,
      `  ${sides(each)}`,
      `  Reason: ${each.reason ?? "not known; a person has to look."}`,
    ]),
    true,
  );
  section(
    lines,
    "Not comparable yet, or on its way",
    books.open.map((each) => `${each.text}${each.order_id ? ` (order ${each.order_id})` : ""}`),
  );
  lines.push("", VERDICTS[books.verdict](books.open.length > 0));
  return lines.join("\n");
}

const VERDICTS: Readonly<Record<Books["verdict"], (open: boolean) => string>> = {
  EQUAL: (open) => (open ? "EQUAL, as far as it can be compared now." : "EQUAL: the books agree to the cent."),
  DIFFERENT: () => "DIFFERENT: see the differences above.",
  NOT_COMPARED: () => "NOT COMPARED: the payment provider could not be read; ask again.",
};

/** Figures that no side has moved are left out. */
const isNothing = (row: BookRow): boolean => (row.store ?? 0) === 0 && (row.cloud ?? 0) === 0 && (row.provider ?? 0) === 0;

function headingOf({ part, of }: BookRow): string {
  if (part === "COUNTER") return of === null ? "Counter" : `Counter, ${of}`;
  return part === "DRAWER" ? `Drawer, ${of}` : `Online, ${of}`;
}

const line = (label: string, ...columns: string[]): string => `${label.padEnd(44)}${columns.map((text) => text.padStart(WIDTH)).join("")}`;

function shown({ currency }: BookRow, value: number | null): string {
  if (value === null) return "-";
  return currency === null ? String(value) : moneyText(value, currency);
}

function sides({ store, cloud, provider, currency }: Books["differences"][number]): string {
  return Object.entries({ store, cloud, provider })
    .flatMap(([name, value]) => (value === null ? [] : [`${name}: ${currency === null ? value : moneyText(value, currency)}`]))
    .join(", ");
}

function section(lines: string[], title: string, entries: readonly string[], always = false): void {
  if (entries.length === 0 && !always) return;
  lines.push("", title, ...entries.map((entry) => `  ${entry}`));
}
