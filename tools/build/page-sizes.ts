/** How much each built page has before it can be used, in script, style and document, and the most that a phone or a tablet should wait for. */
import { measurePages, type PageSize, type Side } from "./pages.ts";

/** Gzipped: the script that a page loads before it can be used, and all that it may load; its style sheets; its document. */
const MOST = { first: 160_000, all: 260_000, css: 10_000, html: 1_500 } as const;
/**
 * A guest opens the app on the street: 102.5 kB, of which React DOM is 60, React 4, its queries 15, the client of the API 3, ICU messages 3,
 * the words of the first view 2. What is left to take out is React itself (docs/decisions/0025-react-stays-in-the-app.md).
 */
const MOST_FIRST: Readonly<Record<string, number>> = { "cloud /app": 103_000, "edge /board": 105_000 };
const MOST_CSS: Readonly<Record<string, number>> = { "cloud /app": 6_000 };

const mostFirst = (side: Side, page: string): number => MOST_FIRST[`${side} ${page}`] ?? MOST.first;
const mostCss = (side: Side, page: string): number => MOST_CSS[`${side} ${page}`] ?? MOST.css;

function isTooLarge(side: Side, { page, first, all, css, html }: PageSize): boolean {
  return first > mostFirst(side, page) || all > MOST.all || css > mostCss(side, page) || html > MOST.html;
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1).padStart(6)} kB`;
const ofMost = (bytes: number, most: number): string => `${kilobytes(bytes)} of ${kilobytes(most).trim()}`;

export function sizeLines(side: Side): { lines: string[]; tooLarge: boolean } {
  const sizes = measurePages(side);
  if (!sizes) return { lines: [`${side}: the pages are not built; run "npm run build" first`], tooLarge: true };
  return {
    lines: sizes.map(({ page, first, all, css, html }) => {
      const later = all > first ? ` (${kilobytes(all).trim()} with what comes later)` : "";
      const parts = [
        `script ${ofMost(first, mostFirst(side, page))}${later}`,
        `style ${ofMost(css, mostCss(side, page))}`,
        `document ${ofMost(html, MOST.html)}`,
      ];
      return `${side} ${page.padEnd(13)} gzipped: ${parts.join(", ")}`;
    }),
    tooLarge: sizes.some((size) => isTooLarge(side, size)),
  };
}

export function checkSizes(sides: readonly Side[]): boolean {
  const all = sides.map(sizeLines);
  for (const line of all.flatMap(({ lines }) => lines)) process.stdout.write(`${line}\n`);
  const tooLarge = all.some((side) => side.tooLarge);
  if (tooLarge) {
    process.stderr.write(
      `A page may have as much as stands behind "of", gzipped, and ${MOST.all / 1000} kB of script with what comes later.\n`,
    );
  }
  return !tooLarge;
}
