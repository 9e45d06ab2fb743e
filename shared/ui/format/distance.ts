/** How far something is, as the reader's region measures: "850 m", "1.2 km", "0.7 mi". */
const IN_MILES: ReadonlySet<string> = new Set(["US", "GB", "LR", "MM", "PR"]);
const MILE_M = 1_609.344;
/** From here on a tenth says nothing any more. */
const FAR = 10;
/** Nobody's position is known better. */
const STEP_M = 50;

export function formatDistance(metres: number, locale: string): string {
  const { region } = new Intl.Locale(locale).maximize();
  if (region !== undefined && IN_MILES.has(region)) return inUnit(Math.max(0.1, metres / MILE_M), "mile", locale);
  const near = Math.max(STEP_M, Math.round(metres / STEP_M) * STEP_M);
  return near < 1_000 ? inUnit(near, "meter", locale) : inUnit(metres / 1_000, "kilometer", locale);
}

function inUnit(value: number, unit: "mile" | "meter" | "kilometer", locale: string): string {
  const maximumFractionDigits = unit === "meter" || value >= FAR ? 0 : 1;
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits }).format(value);
}
