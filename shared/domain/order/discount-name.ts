/** How a discount is called on receipts and screens: with the line that it is of. */
import type { AppliedPromotion, OrderLine } from "./order.ts";

interface Discounted {
  readonly lines: readonly Pick<OrderLine, "line_id" | "name">[];
}

export function discountName({ lines }: Discounted, { name, line_id }: Pick<AppliedPromotion, "name" | "line_id">): string {
  const line = lines.find((each) => each.line_id === line_id);
  return line ? `${name}: ${line.name}` : name;
}
