/** The tickets on hold. */
import type { Tables } from "../db/tables.ts";
import type { EdgeQueries } from "../ports.ts";

export function draftQueries(tables: Tables): Pick<EdgeQueries, "drafts" | "heldDrafts"> {
  return {
    drafts: () => tables.drafts.held(),
    heldDrafts: () => tables.drafts.heldCount(),
  };
}
