/**
 * What is left of an order when its person is forgotten: every id, amount and time, and nothing that a person said or is called by.
 * The same rule for an order, an event, a stored response or a box's row, of whatever release, so it goes by the names of members.
 */
type Json = Readonly<Record<string, unknown>>;

/** Of the people who order; staff and operators act for the company. */
const GUESTS: readonly unknown[] = ["customer", "guest"];
/** What they are called by, and what they wrote. */
const SAID: readonly string[] = ["customer_name", "note"];

/**
 * Copies what it changes. The very same value comes back where there was nothing to take out. `words`: what the person wrote elsewhere,
 * and older releases repeated as the reason of a refund.
 */
export function withoutPerson<T>(value: T, words: readonly string[] = []): T {
  return blank(value, words) as T;
}

/** What they wrote as they cancelled it, which a refund may repeat. */
export function cancelWords(order: object): string[] {
  const { cancel_cause, cancel_reason } = order as Json;
  return cancel_cause === "CUSTOMER" && typeof cancel_reason === "string" ? [cancel_reason] : [];
}

function blank(value: unknown, words: readonly string[]): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = value.map((item) => blank(item, words));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (typeof value !== "object" || value === null) return value;
  const before = value as Json;
  const changed: [string, unknown][] = [];
  for (const [name, member] of Object.entries(before)) {
    const after = isPersons(before, name, member, words) ? emptied(before, name) : blank(member, words);
    if (after !== member) changed.push([name, after]);
  }
  return changed.length > 0 ? { ...before, ...Object.fromEntries(changed) } : value;
}

function isPersons(of: Json, name: string, member: unknown, words: readonly string[]): boolean {
  if (typeof member !== "string" || member === "") return false;
  if (SAID.includes(name)) return true;
  if (name === "name") return GUESTS.includes(of.kind);
  if (name === "cancel_reason") return of.cancel_cause === "CUSTOMER";
  if (name !== "reason") return false;
  if ("refund_id" in of && words.includes(member)) return true;
  return of.cause === "CUSTOMER" || GUESTS.includes((of.actor as Json | null | undefined)?.kind);
}

/** A refund always has a reason. */
const emptied = (of: Json, name: string): string | null => (name === "reason" && "refund_id" in of ? "" : null);
