/** How much script each built page has, and the most that a tablet should wait for. */
import { measurePages, type Side } from "./pages.ts";

/** Gzipped. */
export const MAX_PAGE_BYTES = 250_000;

export function sizeLines(side: Side): { lines: string[]; tooLarge: boolean } {
  const sizes = measurePages(side);
  if (!sizes) return { lines: [`${side}: the pages are not built; run "npm run build" first`], tooLarge: true };
  return {
    lines: sizes.map(({ page, bytes }) => `${side} ${page.padEnd(10)} ${(bytes / 1000).toFixed(1).padStart(6)} kB of script, gzipped`),
    tooLarge: sizes.some(({ bytes }) => bytes > MAX_PAGE_BYTES),
  };
}

export function checkSizes(sides: readonly Side[]): boolean {
  const all = sides.map(sizeLines);
  for (const line of all.flatMap(({ lines }) => lines)) process.stdout.write(`${line}\n`);
  const tooLarge = all.some((side) => side.tooLarge);
  if (tooLarge) process.stderr.write(`A page may have ${MAX_PAGE_BYTES / 1000} kB of script, gzipped.\n`);
  return !tooLarge;
}
