/** A receipt as plain text for a printer of 32 or 48 columns. No line is ever wider than the paper. */
import type { Receipt, Row } from "./receipt.ts";
import { widthOf, wrap } from "./text-width.ts";

export function receiptText(receipt: Receipt, columns: number): string {
  const rule = "-".repeat(columns);
  const parts = [
    [receipt.store, receipt.address, ...receipt.seller].flatMap((line) => (line === "" ? [] : centred(line, columns))),
    receipt.heading.flatMap((line) => wrap(line, columns)),
    receipt.lines.flatMap((row) => rowLines(row, columns)),
    receipt.totals.flatMap((row) => rowLines(row, columns)),
    receipt.taxes.flatMap((row) => rowLines(row, columns)),
    receipt.money.flatMap((row) => rowLines(row, columns)),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join(`\n${rule}\n`)}\n`;
}

const GAP = 1;
/** Where a label is written from right to left, a screen would put the amount before it; the mark takes no column. */
const LEFT_TO_RIGHT = "\u200e";
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** The label on the left, over as many lines as it needs; the amount on the right of the last one. */
function rowLines({ label, amount, indent }: Row, columns: number): string[] {
  const inset = indent ? "  " : "";
  const room = columns - inset.length - (amount === null ? 0 : widthOf(amount) + GAP);
  const lines = wrap(label, room).map((line) => inset + line);
  if (amount === null) return lines;
  const last = lines.pop() ?? "";
  const mark = RIGHT_TO_LEFT.test(last) ? LEFT_TO_RIGHT : "";
  return [...lines, last + mark + " ".repeat(columns - widthOf(last) - widthOf(amount)) + amount];
}

function centred(text: string, columns: number): string[] {
  return wrap(text, columns).map((line) => " ".repeat(Math.floor((columns - widthOf(line)) / 2)) + line);
}
