/**
 * A line of an order that cannot be made as it was ordered: what the store offers for it, and what was chosen. The store asks and settles;
 * the customer's choice is a wish that comes in time or does not.
 */
import { z } from "zod";
import { Timestamp } from "../kernel/clock.ts";
import { Id, Slug } from "../kernel/ids.ts";
import { AmountCents } from "../kernel/money.ts";

export const SubstituteOption = z.object({
  item_id: Slug,
  modifier_ids: z.array(Slug).max(100),
  /** With its choices, as the customer reads it. */
  name: z.string().max(280),
  /** What the whole order costs with it: never more than it did. */
  total_cents: AmountCents,
});
export type SubstituteOption = z.infer<typeof SubstituteOption>;

/** What happens to the pieces that cannot be made. `option`: its place in the question, from 0 on. */
export const SubstituteChoice = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("SUBSTITUTE"), option: z.number().int().min(0).max(4) }),
  /** The line goes without them. */
  z.object({ kind: z.literal("REMOVE") }),
  /** The whole order is cancelled. */
  z.object({ kind: z.literal("CANCEL") }),
]);
export type SubstituteChoice = z.infer<typeof SubstituteChoice>;

export const SubstituteQuestion = z.object({
  question_id: Id,
  line_id: Id,
  /** Of the line's pieces, those that cannot be made. */
  qty: z.number().int().min(1).max(99),
  options: z.array(SubstituteOption).max(5),
  /** What the whole order costs without them; null: it has nothing else. */
  total_without_cents: AmountCents.nullable(),
  asked_at: Timestamp,
  /** From then on nobody is waited for, and `default` is done. */
  choose_by: Timestamp,
  default: SubstituteChoice,
});
export type SubstituteQuestion = z.infer<typeof SubstituteQuestion>;

/** Open on an order. `chosen`: the customer's wish, which the store has not settled yet. */
export const OpenQuestion = SubstituteQuestion.extend({ chosen: SubstituteChoice.nullable().default(null) });
export type OpenQuestion = z.infer<typeof OpenQuestion>;

export const SettledBy = z.enum(["CUSTOMER", "STAFF", "TIME"]);
export type SettledBy = z.infer<typeof SettledBy>;

/** How many an order remembers. */
export const MAX_SETTLED = 20;

/** A question that is closed: what could not be made, and what became of it. */
export const SettledQuestion = z.object({
  question_id: Id,
  /** The line as it was called. */
  name: z.string(),
  qty: z.number().int().min(1).max(99),
  /** null: the store took the question back, and it is made as it was ordered. */
  choice: SubstituteChoice.nullable(),
  /** What stands in for it; null where nothing does. */
  substitute: z.string().max(280).nullable(),
  settled_by: SettledBy,
  settled_at: Timestamp,
});
export type SettledQuestion = z.infer<typeof SettledQuestion>;
