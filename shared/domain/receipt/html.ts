/** A receipt as a page for a screen or a printer. Names come from people, so every text goes through `escapeHtml`. */
import type { Receipt, Row } from "./receipt.ts";
import { printable } from "./text-width.ts";

/** Nothing in a receipt is ever run or loaded, whatever its names contain. */
export const RECEIPT_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  "cache-control": "no-store",
};

const STYLE =
  "body{font:14px/1.4 ui-monospace,monospace;max-width:80mm;margin:0 auto;padding:1em}@media print{body{padding:0}}h1{font-size:1.2em;text-align:center;margin:0}p{margin:0;overflow-wrap:anywhere}table{width:100%;border-collapse:collapse;border-top:1px dashed;margin-top:.5em}td{vertical-align:bottom;overflow-wrap:anywhere}td+td{text-align:right;white-space:nowrap;padding-left:1em}.mid{text-align:center}.in{padding-left:1em}.strong{font-weight:bold}";

export function receiptHtml(receipt: Receipt): string {
  const title = escapeHtml(`${receipt.store}: ${receipt.heading[0] ?? ""}`);
  const tables = [receipt.lines, receipt.totals, receipt.taxes, receipt.money].filter((rows) => rows.length > 0).map(table);
  return [
    `<!doctype html><html lang="${receipt.locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${STYLE}</style></head><body>`,
    `<h1>${escapeHtml(receipt.store)}</h1>`,
    ...[receipt.address, ...receipt.seller].map((line) => `<p class="mid">${escapeHtml(line)}</p>`),
    ...receipt.heading.map((line) => `<p>${escapeHtml(line)}</p>`),
    ...tables,
    "</body></html>\n",
  ].join("\n");
}

function table(rows: readonly Row[]): string {
  return `<table>${rows.map(row).join("")}</table>`;
}

function row({ label, amount, indent, strong }: Row): string {
  const inset = indent ? ' class="in"' : "";
  return `<tr${strong ? ' class="strong"' : ""}><td${inset} dir="auto">${escapeHtml(label)}</td><td>${escapeHtml(amount ?? "")}</td></tr>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** For element content and quoted attributes. */
export function escapeHtml(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
