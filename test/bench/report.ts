/** One line per figure: what was measured, the limit measured in the same run, the ratio, and what it must reach. */
export interface Figure {
  readonly name: string;
  readonly ours: string;
  readonly limit: string;
  /** What the target speaks of: a share of the limit, or a plain value in the unit of `must`. */
  readonly value: number;
  readonly must: string;
  readonly reached: boolean;
}

export const perSecond = (value: number): string => `${Math.round(value).toLocaleString("en-US")}/s`;
export const ms = (value: number): string => `${value.toFixed(1)} ms`;
export const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

export const count = (value: number): string => value.toFixed(1);

/** `ours` must be at least `share` of `limit`; both are rates. */
export function atLeast(name: string, ours: number, limit: number, share: number, unit: (value: number) => string = perSecond): Figure {
  const value = ours / limit;
  return { name, ours: unit(ours), limit: unit(limit), value, must: `>= ${percent(share)}`, reached: value >= share };
}

/** `ours` must stay below a fixed bound. */
export function below(name: string, ours: number, bound: number, unit: (value: number) => string): Figure {
  return { name, ours: unit(ours), limit: "", value: ours, must: `< ${unit(bound)}`, reached: ours < bound };
}

export function printFigures(figures: readonly Figure[]): void {
  const rows = figures.map((figure) => [
    figure.name,
    figure.ours,
    figure.limit,
    figure.limit === "" ? "" : percent(figure.value),
    figure.must,
    figure.reached ? "yes" : "NO",
  ]);
  const table = [["figure", "Crema", "limit", "ratio", "must", "reached"], ...rows];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  for (const row of table) {
    process.stdout.write(
      `${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ")}\n`,
    );
  }
}
