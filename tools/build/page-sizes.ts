/** How much script each built page has before it can be used, and the most that a phone or a tablet should wait for. */
import { measurePages, type PageSize, type Side } from "./pages.ts";

/** Gzipped: what a page loads before it can be used, and all that it may load. */
const MOST = { first: 160_000, all: 260_000 } as const;
/** A guest opens the app on the street. React and its queries are 79 kB of it, the words of the page 8. */
const MOST_FIRST: Readonly<Record<string, number>> = { "cloud /app": 116_000, "edge /board": 105_000 };

const mostFirst = (side: Side, page: string): number => MOST_FIRST[`${side} ${page}`] ?? MOST.first;
const isTooLarge = (side: Side, { page, first, all }: PageSize): boolean => first > mostFirst(side, page) || all > MOST.all;

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1).padStart(6)} kB`;

export function sizeLines(side: Side): { lines: string[]; tooLarge: boolean } {
  const sizes = measurePages(side);
  if (!sizes) return { lines: [`${side}: the pages are not built; run "npm run build" first`], tooLarge: true };
  return {
    lines: sizes.map(({ page, first, all }) => {
      const later = all > first ? `, ${kilobytes(all)} with what comes later` : "";
      return `${side} ${page.padEnd(10)} ${kilobytes(first)} of script, gzipped, of ${kilobytes(mostFirst(side, page)).trim()}${later}`;
    }),
    tooLarge: sizes.some((size) => isTooLarge(side, size)),
  };
}

export function checkSizes(sides: readonly Side[]): boolean {
  const all = sides.map(sizeLines);
  for (const line of all.flatMap(({ lines }) => lines)) process.stdout.write(`${line}\n`);
  const tooLarge = all.some((side) => side.tooLarge);
  if (tooLarge) {
    process.stderr.write(`A page may have as much script as stands behind it, gzipped, and ${MOST.all / 1000} kB with what comes later.\n`);
  }
  return !tooLarge;
}
