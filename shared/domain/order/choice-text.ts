/** A line's choices as every screen and receipt writes them: "Oat", "2 × Extra shot". */
import type { LineModifier } from "./order.ts";

export const choiceText = ({ name, qty = 1 }: Pick<LineModifier, "name" | "qty">): string => (qty > 1 ? `${qty} × ${name}` : name);

/** The same choice as often as it is there, as a request names it. */
export const choiceIds = (modifiers: readonly LineModifier[]): string[] =>
  modifiers.flatMap(({ modifier_id, qty = 1 }) => Array<string>(qty).fill(modifier_id));
