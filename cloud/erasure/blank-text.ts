/** Stored JSON without the person in it. */
import { withoutPerson } from "@crema/shared/domain/order/without-person";

/** As it was where there is nothing to take out. What is no JSON says nothing that anybody could read back, and goes whole. */
export function blankText(text: string, words: readonly string[] = []): string {
  const value = jsonOf(text);
  const left = withoutPerson(value, words);
  return left === value && value !== undefined ? text : JSON.stringify(left ?? null);
}

/** undefined: it is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
