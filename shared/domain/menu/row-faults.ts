/** Faults that any list of a menu's rows may have. */
import type { FieldFault } from "../kernel/errors.ts";

export function repeated(ids: readonly string[], field: (index: number) => string): FieldFault[] {
  const seen = new Set<string>();
  return ids.flatMap((id, index) => {
    if (seen.has(id)) return [{ field: field(index), message: `${id} is there twice` }];
    seen.add(id);
    return [];
  });
}

export function unknown(
  ids: readonly string[],
  known: { has(id: string): boolean },
  field: (index: number) => string,
  message: string,
): FieldFault[] {
  return ids.flatMap((id, index) => (known.has(id) ? [] : [{ field: field(index), message: `${id} ${message}` }]));
}
