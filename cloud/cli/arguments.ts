/** The command line of `crema-cloud`. */

import type { OperatorRole } from "@crema/shared/contract/access";
import type { DigitsAnswer } from "@crema/shared/contract/store-currency";
import { BusinessDay } from "@crema/shared/domain/kernel/business-day";
import { iso } from "@crema/shared/domain/kernel/clock";
import { Id, StoreId } from "@crema/shared/domain/kernel/ids";
import {
  type CommandInput,
  type CommandShape,
  notUnderstood,
  type ParsedCommand,
  parseCommandLine,
} from "@crema/shared/server/cli-options";
import { settingsHelp } from "@crema/shared/server/settings";
import { SETTINGS } from "../settings.ts";

export type Command =
  | { readonly name: "start" }
  | { readonly name: "migrate"; readonly json: boolean }
  | {
      readonly name: "create-operator";
      readonly role: OperatorRole;
      readonly storeIds: readonly string[] | null;
      readonly email: string | null;
      /** As the audit log calls them; null: by the role. */
      readonly operatorName: string | null;
      readonly json: boolean;
    }
  | { readonly name: "operators" | "keys"; readonly json: boolean }
  | { readonly name: "revoke-operator" | "rotate-operator"; readonly userId: string; readonly json: boolean }
  | { readonly name: "enroll-code"; readonly storeId: string; readonly replace: boolean; readonly json: boolean }
  | { readonly name: "revoke-box"; readonly storeId: string; readonly json: boolean }
  | { readonly name: "open-orders"; readonly storeId: string; readonly end: readonly string[] | "all" | null; readonly json: boolean }
  | { readonly name: "salvage"; readonly file: string; readonly dryRun: boolean; readonly json: boolean }
  | { readonly name: "set-back"; readonly putBackTo: string | null; readonly json: boolean }
  | { readonly name: "currency"; readonly storeId: string; readonly answer: DigitsAnswer | null; readonly json: boolean }
  | { readonly name: "books"; readonly storeId: string; readonly day: string; readonly json: boolean };

const DIGITS_ANSWERS: ReadonlyMap<string, DigitsAnswer> = new Map([
  ["right-as-stored", "RIGHT_AS_STORED"],
  ["times", "TIMES"],
]);

const ROLES: readonly OperatorRole[] = ["owner", "hq", "it"];

export const HELP = `crema-cloud: the chain's service

  crema-cloud start                                  runs the service; brings the database up to date first
  crema-cloud migrate                                brings the database up to date
  crema-cloud create-operator --role ROLE            makes someone who may use the admin API, and prints a token
      [--name NAME] [--stores A,B] [--email ADDRESS] the name is in the audit log; without --stores: every store;
                                                     a token ends after 30 days
  crema-cloud operators                              who may use the admin API, and until when their tokens are good
  crema-cloud revoke-operator --operator ID          ends an operator's tokens and browsers
  crema-cloud rotate-operator --operator ID          prints a new token; the old ones end
  crema-cloud keys                                   how much contact data each key of CREMA_CONTACT_KEYS seals, and which may go
  crema-cloud enroll-code --store ID                 prints a code with which one box becomes the store's box
      [--replace]                                    in the place of the one it has, which ends then
  crema-cloud revoke-box --store ID                  takes the store's box away: it was stolen, or is nowhere to be found
  crema-cloud open-orders --store ID                 what is open at a store that has no box now
      [--end all | ORDER,ORDER]                      cancels these, and refunds what was paid online; the rest is kept for the next box
  crema-cloud salvage FILE [--dry-run]               takes in what a disk has that is not here (crema-edge export-log), where the
                                                     store has no box to re-log it; --dry-run: says what that is
  crema-cloud set-back [--to TIME]                   says that the database was put back to an earlier state, where the service cannot
                                                     see it: freezes every store until its box has joined. TIME: put back to when
  crema-cloud books --store ID --day YYYY-MM-DD      store, cloud and payment provider side by side, and every difference
  crema-cloud currency --store ID                    the store's currency, and what has to be answered about its prices
      [--answer right-as-stored | times]             answers it, and publishes the menu again
  crema-cloud help | version                           this text, as after any command --help; which release it is

All but start and migrate work on the database of the service, and need its settings: DATABASE_URL, or CREMA_DATA_DIR where it has a Postgres of its own.
ROLE is one of ${ROLES.join(", ")}. --json prints the answer for programs.
Exit code 0: done, 1: refused or failed, or books that differ or could not be compared, 2: not understood or a bad setting.

Settings, from the environment:
${settingsHelp(SETTINGS)}
`;

/** `argv`: what follows the program's name. */
export function parseArguments(argv: readonly string[]): ParsedCommand<Command> {
  return parseCommandLine(argv, COMMANDS);
}

const good = (command: Command) => ({ ok: true as const, command });

function createOperator({ options, json }: CommandInput) {
  const role = ROLES.find((one) => one === options.get("role"));
  if (!role) return notUnderstood(`create-operator needs --role, one of ${ROLES.join(", ")}`);
  const storeIds = options.get("stores")?.split(",") ?? null;
  const wrong = storeIds?.find((id) => !StoreId.safeParse(id).success);
  if (wrong !== undefined) return notUnderstood(`--stores: "${wrong}" is no store id`);
  return good({
    name: "create-operator",
    role,
    storeIds,
    email: options.get("email") ?? null,
    operatorName: options.get("name") ?? null,
    json,
  });
}

const ofOperator =
  (name: "revoke-operator" | "rotate-operator") =>
  ({ options, json }: CommandInput) => {
    const userId = Id.safeParse(options.get("operator"));
    return userId.success
      ? good({ name, userId: userId.data, json })
      : notUnderstood(`${name} needs --operator with an id; crema-cloud operators lists them`);
  };

function enrollCode({ options, flags, json }: CommandInput) {
  const storeId = StoreId.safeParse(options.get("store"));
  return storeId.success
    ? good({ name: "enroll-code", storeId: storeId.data, replace: flags.has("replace"), json })
    : notUnderstood("enroll-code needs --store with a store id");
}

function setBack({ options, json }: CommandInput) {
  const given = options.get("to");
  if (given === undefined) return good({ name: "set-back", putBackTo: null, json });
  // Without a zone it would be read by that of this machine.
  const ms = /(?:Z|[+-]\d\d:\d\d)$/i.test(given) ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(ms)) return notUnderstood("set-back takes --to with a time and its zone, for example 2026-05-04T09:30:00Z");
  return good({ name: "set-back", putBackTo: iso(ms), json });
}

function revokeBox({ options, json }: CommandInput) {
  const storeId = StoreId.safeParse(options.get("store"));
  return storeId.success
    ? good({ name: "revoke-box", storeId: storeId.data, json })
    : notUnderstood("revoke-box needs --store with a store id");
}

function openOrders({ options, json }: CommandInput) {
  const storeId = StoreId.safeParse(options.get("store"));
  if (!storeId.success) return notUnderstood("open-orders needs --store with a store id");
  const given = options.get("end") ?? null;
  const end = given === null || given === "all" ? given : given.split(",");
  const wrong = Array.isArray(end) ? end.find((id) => !Id.safeParse(id).success) : undefined;
  if (wrong !== undefined) return notUnderstood(`--end takes all, or ids of orders: "${wrong}" is none`);
  return good({ name: "open-orders", storeId: storeId.data, end, json });
}

function currency({ options, json }: CommandInput) {
  const storeId = StoreId.safeParse(options.get("store"));
  if (!storeId.success) return notUnderstood("currency needs --store with a store id");
  const given = options.get("answer");
  const answer = DIGITS_ANSWERS.get(given ?? "") ?? null;
  return given !== undefined && answer === null
    ? notUnderstood(`--answer is one of ${[...DIGITS_ANSWERS.keys()].join(", ")}`)
    : good({ name: "currency", storeId: storeId.data, answer, json });
}

function books({ options, json }: CommandInput) {
  const storeId = StoreId.safeParse(options.get("store"));
  const day = BusinessDay.safeParse(options.get("day"));
  if (!storeId.success) return notUnderstood("books needs --store with a store id");
  return day.success && !Number.isNaN(Date.parse(day.data))
    ? good({ name: "books", storeId: storeId.data, day: day.data, json })
    : notUnderstood("books needs --day with a business day, for example 2026-05-04");
}

const COMMANDS: Readonly<Record<string, CommandShape<Command>>> = {
  start: { make: () => good({ name: "start" }) },
  migrate: { make: ({ json }) => good({ name: "migrate", json }) },
  "create-operator": { options: ["role", "name", "stores", "email"], make: createOperator },
  operators: { make: ({ json }) => good({ name: "operators", json }) },
  keys: { make: ({ json }) => good({ name: "keys", json }) },
  "revoke-operator": { options: ["operator"], make: ofOperator("revoke-operator") },
  "rotate-operator": { options: ["operator"], make: ofOperator("rotate-operator") },
  "enroll-code": { options: ["store"], flags: ["replace"], make: enrollCode },
  "revoke-box": { options: ["store"], make: revokeBox },
  "open-orders": { options: ["store", "end"], make: openOrders },
  salvage: {
    word: "file",
    flags: ["dry-run"],
    make: ({ word, flags, json }) => good({ name: "salvage", file: word, dryRun: flags.has("dry-run"), json }),
  },
  "set-back": { options: ["to"], make: setBack },
  books: { options: ["store", "day"], make: books },
  currency: { options: ["store", "answer"], make: currency },
};
