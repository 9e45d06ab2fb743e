/** What was asked for on the command line. Unknown words and missing values are named, never guessed at. */

import type { OperatorRole } from "@crema/shared/contract/access";
import type { DigitsAnswer } from "@crema/shared/contract/store-currency";
import { BusinessDay } from "@crema/shared/domain/kernel/business-day";
import { Id, StoreId } from "@crema/shared/domain/kernel/ids";
import { SETTINGS } from "../settings.ts";

export type Command =
  | { readonly name: "start" }
  | { readonly name: "migrate"; readonly json: boolean }
  | { readonly name: "help" }
  | { readonly name: "version" }
  | {
      readonly name: "create-operator";
      readonly role: OperatorRole;
      readonly storeIds: readonly string[] | null;
      readonly email: string | null;
      readonly json: boolean;
    }
  | { readonly name: "operators" | "keys"; readonly json: boolean }
  | { readonly name: "revoke-operator" | "rotate-operator"; readonly userId: string; readonly json: boolean }
  | { readonly name: "enroll-code"; readonly storeId: string; readonly json: boolean }
  | { readonly name: "currency"; readonly storeId: string; readonly answer: DigitsAnswer | null; readonly json: boolean }
  | { readonly name: "books"; readonly storeId: string; readonly day: string; readonly json: boolean };

export type ParsedCommand = { readonly ok: true; readonly command: Command } | { readonly ok: false; readonly fault: string };

const DIGITS_ANSWERS: ReadonlyMap<string, DigitsAnswer> = new Map([
  ["right-as-stored", "RIGHT_AS_STORED"],
  ["times", "TIMES"],
]);

const ROLES: readonly OperatorRole[] = ["owner", "hq", "it"];

export const HELP = `crema-cloud: the chain's service

  crema-cloud start                                  runs the service; brings the database up to date first
  crema-cloud migrate                                brings the database up to date
  crema-cloud create-operator --role ROLE            makes someone who may use the admin API, and prints a token
      [--stores A,B] [--email ADDRESS]               without --stores: every store; a token ends after 30 days
  crema-cloud operators                              who may use the admin API, and until when their tokens are good
  crema-cloud revoke-operator --operator ID          ends an operator's tokens and browsers
  crema-cloud rotate-operator --operator ID          prints a new token; the old ones end
  crema-cloud keys                                   how much contact data each key of CREMA_CONTACT_KEYS seals, and which may go
  crema-cloud enroll-code --store ID                 prints a code with which one box becomes the store's box
  crema-cloud books --store ID --day YYYY-MM-DD      store, cloud and payment provider side by side, and every difference
  crema-cloud currency --store ID                    the store's currency, and what has to be answered about its prices
      [--answer right-as-stored | times]             answers it, and publishes the menu again
  crema-cloud help | version

All but start and migrate work on the database of the service, and need its settings: DATABASE_URL, or CREMA_DATA_DIR where it has a Postgres of its own.
ROLE is one of ${ROLES.join(", ")}. --json prints the answer for programs.
Exit code 0: done, 1: refused or failed, or books that differ or could not be compared, 2: not understood or a bad setting.

Settings, from the environment:
${SETTINGS.map(([name, about]) => `  ${name.padEnd(32)}${about}`).join("\n")}
`;

const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  start: [],
  migrate: [],
  "create-operator": ["role", "stores", "email"],
  operators: [],
  keys: [],
  "revoke-operator": ["operator"],
  "rotate-operator": ["operator"],
  "enroll-code": ["store"],
  books: ["store", "day"],
  currency: ["store", "answer"],
};

/** `argv`: what follows the program's name. */
export function parseArguments(argv: readonly string[]): ParsedCommand {
  const [name = "help", ...rest] = argv;
  if (["help", "--help", "-h"].includes(name)) return { ok: true, command: { name: "help" } };
  if (["version", "--version"].includes(name)) return { ok: true, command: { name: "version" } };
  const allowed = OPTIONS[name];
  if (!allowed) return { ok: false, fault: `unknown command "${name}"` };
  const read = readOptions(name, rest, allowed);
  return "fault" in read ? { ok: false, fault: read.fault } : commandOf(name, read.options, read.json);
}

function readOptions(
  name: string,
  words: readonly string[],
  allowed: readonly string[],
): { options: Map<string, string>; json: boolean } | { fault: string } {
  const options = new Map<string, string>();
  let json = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (word === "--json") {
      json = true;
      continue;
    }
    if (!word.startsWith("--")) return { fault: `"${name}" takes no "${word}"` };
    const [option = "", inline] = word.slice(2).split(/=(.*)/s);
    if (!allowed.includes(option)) return { fault: `"${name}" has no option --${option}` };
    const value = inline ?? words[++i];
    if (!value || (inline === undefined && value.startsWith("--"))) return { fault: `--${option} needs a value` };
    options.set(option, value);
  }
  return { options, json };
}

function commandOf(name: string, options: ReadonlyMap<string, string>, json: boolean): ParsedCommand {
  switch (name) {
    case "create-operator": {
      const role = ROLES.find((one) => one === options.get("role"));
      if (!role) return { ok: false, fault: `create-operator needs --role, one of ${ROLES.join(", ")}` };
      const storeIds = options.get("stores")?.split(",") ?? null;
      const wrong = storeIds?.find((id) => !StoreId.safeParse(id).success);
      if (wrong !== undefined) return { ok: false, fault: `--stores: "${wrong}" is no store id` };
      return { ok: true, command: { name, role, storeIds, email: options.get("email") ?? null, json } };
    }
    case "operators":
    case "keys":
      return { ok: true, command: { name, json } };
    case "revoke-operator":
    case "rotate-operator": {
      const userId = Id.safeParse(options.get("operator"));
      return userId.success
        ? { ok: true, command: { name, userId: userId.data, json } }
        : { ok: false, fault: `${name} needs --operator with an id; crema-cloud operators lists them` };
    }
    case "enroll-code": {
      const storeId = StoreId.safeParse(options.get("store"));
      return storeId.success
        ? { ok: true, command: { name, storeId: storeId.data, json } }
        : { ok: false, fault: "enroll-code needs --store with a store id" };
    }
    case "currency": {
      const storeId = StoreId.safeParse(options.get("store"));
      if (!storeId.success) return { ok: false, fault: "currency needs --store with a store id" };
      const said = options.get("answer");
      const answer = DIGITS_ANSWERS.get(said ?? "") ?? null;
      return said !== undefined && answer === null
        ? { ok: false, fault: `--answer is one of ${[...DIGITS_ANSWERS.keys()].join(", ")}` }
        : { ok: true, command: { name, storeId: storeId.data, answer, json } };
    }
    case "books": {
      const storeId = StoreId.safeParse(options.get("store"));
      const day = BusinessDay.safeParse(options.get("day"));
      if (!storeId.success) return { ok: false, fault: "books needs --store with a store id" };
      return day.success && !Number.isNaN(Date.parse(day.data))
        ? { ok: true, command: { name, storeId: storeId.data, day: day.data, json } }
        : { ok: false, fault: "books needs --day with a business day, for example 2026-05-04" };
    }
    default:
      return { ok: true, command: name === "migrate" ? { name, json } : { name: "start" } };
  }
}
