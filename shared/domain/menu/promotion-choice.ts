/**
 * Which of the promotions that apply are taken off, and in which sequence. An exclusive one shares no line with any other: of those
 * that meet, the customer gets what takes off most in all.
 */
import { sumCents } from "../kernel/money.ts";
import type { KeptDiscount } from "./kept-discounts.ts";
import type { Promotion } from "./menu.ts";
import { type Coverage, coverageOf, type OpenLine, type TakenOff, takesOff } from "./promotion-rules.ts";

/** So many exclusive ones are tried in every sequence (65 for four); further ones follow, the most worth first. */
const TRIED = 4;

export interface AppliedParts extends Pick<KeptDiscount, "promotion_id" | "name" | "isOfLine"> {
  /** Of each line, in cents. */
  readonly parts: readonly number[];
}

interface Candidate extends Pick<AppliedParts, "promotion_id" | "name"> {
  readonly isExclusive: boolean;
  takes(lines: readonly OpenLine[]): TakenOff;
}

interface Outcome {
  readonly off: number;
  readonly applied: readonly AppliedParts[];
}

/**
 * `promotions`: those that apply, in the sequence in which they are taken off. `kept`: the least that each takes off, or what one took
 * off that applies no more.
 */
export function choosePromotions(
  lines: readonly OpenLine[],
  promotions: readonly Promotion[],
  kept: readonly KeptDiscount[],
): readonly AppliedParts[] {
  const subtotal = sumCents(lines.map(({ gross }) => gross));
  const others = kept.filter((one) => !one.isOfLine && !promotions.some(({ promotion_id }) => promotion_id === one.promotion_id));
  const worthOf = (candidate: Candidate) => sumCents(candidate.takes(lines).parts);
  const candidates = [...promotions.map((one) => ofRule(one, coverageOf(one, lines), subtotal, kept)), ...others.map(ofKept)]
    .map((candidate) => ({ candidate, worth: worthOf(candidate) }))
    .filter(({ worth }) => worth > 0);
  const stacking = candidates.flatMap(({ candidate }) => (candidate.isExclusive ? [] : [candidate]));
  const exclusive = candidates.filter(({ candidate }) => candidate.isExclusive);
  const byWorth = exclusive.toSorted((a, b) => b.worth - a.worth);
  const tried = byWorth.slice(0, TRIED);
  const further = byWorth.slice(TRIED).map(({ candidate }) => candidate);
  let best: Outcome | null = null;
  for (const first of sequencesOf(exclusive.filter((one) => tried.includes(one)))) {
    const outcome = applyAll(lines, [...first.map(({ candidate }) => candidate), ...further, ...stacking]);
    if (best === null || outcome.off > best.off) best = outcome;
  }
  return [...(best?.applied ?? []), ...byStaff(lines, best, kept)];
}

/** No promotion, so it goes with any: what staff took off a line comes last, as far as the line still costs something. */
function byStaff(lines: readonly OpenLine[], best: Outcome | null, kept: readonly KeptDiscount[]): AppliedParts[] {
  const left = lines.map((line) => line.left - sumCents((best?.applied ?? []).map(({ parts }) => parts[line.at] ?? 0)));
  return kept.flatMap((one): AppliedParts[] => {
    if (!one.isOfLine) return [];
    const parts = left.map((most, at) => Math.min(most, one.parts[at] ?? 0));
    for (const [at, part] of parts.entries()) left[at] = (left[at] ?? 0) - part;
    return [{ promotion_id: one.promotion_id, name: one.name, parts, isOfLine: true }];
  });
}

/** Every sequence of some of them, the whole ones first, so that of equal outcomes the one with what has priority is found first. */
function sequencesOf<T>(of: readonly T[]): T[][] {
  return [...of.flatMap((one) => sequencesOf(of.filter((other) => other !== one)).map((others) => [one, ...others])), []];
}

/** An exclusive one goes by lines of which nothing was taken, and nothing goes by its lines after it. */
function applyAll(lines: readonly OpenLine[], candidates: readonly Candidate[]): Outcome {
  const state = lines.map((line) => ({ ...line, isTouched: false, isClosed: false }));
  const applied: AppliedParts[] = [];
  for (const { promotion_id, name, isExclusive, takes } of candidates) {
    const open = state.filter(({ isTouched, isClosed }) => !(isExclusive ? isTouched : isClosed));
    if (open.length === 0) continue;
    const taken = takes(open);
    if (sumCents(taken.parts) === 0) continue;
    const parts = lines.map(() => 0);
    for (const [i, line] of open.entries()) {
      const part = taken.parts[i] ?? 0;
      const isCounted = taken.counted[i] ?? false;
      parts[line.at] = part;
      line.left -= part;
      line.isTouched ||= isCounted;
      line.isClosed ||= isExclusive && isCounted;
    }
    applied.push({ promotion_id, name, parts, isOfLine: false });
  }
  return { off: sumCents(applied.flatMap(({ parts }) => parts)), applied };
}

/** What it took off before stays where its rule would take off less by now. */
function ofRule(promotion: Promotion, coverage: Coverage, subtotal: number, kept: readonly KeptDiscount[]): Candidate {
  const before = kept.find((one) => one.promotion_id === promotion.promotion_id);
  const isLarge = subtotal >= promotion.min_subtotal_cents;
  return {
    promotion_id: promotion.promotion_id,
    name: promotion.name,
    isExclusive: promotion.is_exclusive ?? false,
    takes(lines) {
      const byRule = isLarge ? takesOff(promotion, lines, coverage) : NOTHING;
      const stays = before ? keptOf(before, lines) : NOTHING;
      return sumCents(stays.parts) > sumCents(byRule.parts) ? stays : byRule;
    },
  };
}

const ofKept = (kept: KeptDiscount): Candidate => ({
  promotion_id: kept.promotion_id,
  name: kept.name,
  isExclusive: kept.isExclusive,
  takes: (lines) => keptOf(kept, lines),
});

const NOTHING: TakenOff = { parts: [], counted: [] };

function keptOf({ parts }: KeptDiscount, lines: readonly OpenLine[]): TakenOff {
  const stays = lines.map(({ at, left }) => Math.min(left, parts[at] ?? 0));
  return { parts: stays, counted: stays.map((part) => part > 0) };
}
