/** What a person can put right, in one line; everything else is a bug and keeps its stack. */
import { directoryFault } from "@crema/shared/server/directory-fault";
import { listenFault } from "@crema/shared/server/listen-fault";
import { WrongKey } from "../auth/contact-cipher.ts";
import { classifyDatabaseError, codeOf } from "../db/database.ts";
import { NewerDatabaseError } from "../db/migrate.ts";
import { NoDatabase } from "./open-database.ts";
import { CannotStart } from "./start.ts";

/** invalid_authorization_specification, invalid_password, invalid_catalog_name, insufficient_privilege. */
const NOT_LET_IN = new Set(["28000", "28P01", "3D000", "42501"]);

/** null: a bug. */
export function plainFault(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const known = [CannotStart, NewerDatabaseError, NoDatabase, WrongKey].some((kind) => error instanceof kind);
  if (known) return error.message;
  if (NOT_LET_IN.has(codeOf(error) ?? "")) return `the database does not let us in: ${error.message}. See DATABASE_URL.`;
  if (classifyDatabaseError(error) !== null) return `the database cannot be reached: ${error.message || codeOf(error)}. See DATABASE_URL.`;
  return listenFault(error, "PORT") ?? directoryFault(error, "CREMA_DATA_DIR");
}
