/** Orders of a day for headquarters to read: items, names and hours in turn. */
import { randomUUID } from "node:crypto";
import { cents } from "@crema/shared/domain/kernel/money";
import type { OrderBase } from "@crema/shared/domain/order/order";
import { line } from "@crema/shared/domain/order/order.test-fixture";

const ITEMS = [
  ["flat-white", "Flat White", 450],
  ["latte", "Latte", 480],
  ["espresso", "Espresso", 250],
  ["croissant", "Croissant", 310],
  ["chai", "Chai Latte", 520],
] as const;
const NAMES = ["Ana", "Bo", "Chiara", "Zoë Ångström", "Mehmet"];

export function soldOrder(business_day: string, n: number): Partial<OrderBase> {
  const [item_id, name, price] = ITEMS[n % ITEMS.length] ?? ITEMS[0];
  const [gross, tax] = [cents(2 * price), cents(Math.round(price / 5))];
  const total = cents(gross + tax);
  const priced = { unit_price_cents: cents(price), gross_cents: gross, tax_cents: tax, line_total_cents: total };
  return {
    business_day,
    created_at: `${business_day}T${String(6 + (n % 9)).padStart(2, "0")}:10:00.000Z`,
    customer_name: NAMES[n % NAMES.length] ?? "Bo",
    ticket_number: `N${n + 1}`,
    lines: [{ ...line, line_id: randomUUID(), item_id, name, ...priced }],
    tax_inclusive: false,
    tax_cents: tax,
    subtotal_cents: gross,
    total_cents: total,
  };
}
