/** The commands that work on the database directly: they need no service to run, and may be run beside one. */

import { readFile } from "node:fs/promises";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { Actor } from "@crema/shared/domain/staff/actor";
import type { Lifecycle } from "@crema/shared/server/lifecycle";
import type { Logger } from "pino";
import { createContactCipher } from "../auth/contact-cipher.ts";
import { loadInstallationKeys } from "../auth/installation-keys.ts";
import { keysText, sealedBy } from "../auth/key-rotation.ts";
import { contactKeysOf, secretOf } from "../auth/secret-file.ts";
import { revokeBox } from "../commands/boxes.ts";
import { createEnrollCode } from "../commands/enroll-codes.ts";
import { type Salvaged, salvage } from "../commands/salvage.ts";
import { answerDigits } from "../commands/store-currency.ts";
import type { Database } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import { createExecutor } from "../executor.ts";
import { createStripeProvider } from "../payments/stripe/stripe-provider.ts";
import { createDirectoryRegister } from "../register/directory-register.ts";
import { booksOf } from "../reports/books/books.ts";
import { storeCurrency } from "../reports/store-currency.ts";
import { type CloudSettings, registerDir } from "../settings.ts";
import type { Command } from "./arguments.ts";
import { booksText } from "./books-text.ts";
import { createOperator } from "./create-operator.ts";
import { currencyText } from "./currency-text.ts";
import { openConfigured } from "./open-database.ts";
import { openOrders, openOrdersText } from "./open-orders.ts";
import { listOperators, operatorsText, revokeOperator, rotateOperator, unknownStores } from "./operators.ts";
import { setBack, setBackText } from "./set-back.ts";
import type { Machine } from "./start.ts";

export type Operation = Exclude<Command, { name: "start" | "help" | "version" }>;

/** `isFine`: false for a result that ends the program with 1. */
export interface Printed {
  readonly text: string;
  readonly isFine: boolean;
}

/** What is printed; the database is brought up to date first, so that a command works before the service ever ran on it. */
export async function operate(
  command: Operation,
  settings: CloudSettings,
  machine: Machine,
  lifecycle: Lifecycle,
  log: Logger,
): Promise<Result<Printed>> {
  const database = await openConfigured({
    settings,
    lifecycle,
    timers: machine.timers,
    randomBytes: machine.randomBytes,
    log,
    mayMake: command.name === "migrate",
  });
  const run = command.name === "migrate" || settings.migrate === "auto" ? await migrate(database) : [];
  if (command.name === "books") return books(command, settings, machine, database);
  const said = await work(command, settings, machine, database, run);
  return said.ok ? ok({ text: said.value, isFine: true }) : said;
}

async function books(
  command: Extract<Operation, { name: "books" }>,
  { stripe }: CloudSettings,
  { clock, timers }: Machine,
  { pool }: Database,
): Promise<Result<Printed>> {
  const provider = stripe && createStripeProvider({ settings: stripe, clock, timers });
  const found = await booksOf({ pool, provider, clock, timers }, command.storeId, command.day);
  if (!found.ok) return found;
  const text = command.json ? JSON.stringify(found.value) : booksText(found.value);
  return ok({ text, isFine: found.value.verdict === "EQUAL" });
}

async function work(
  command: Exclude<Operation, { name: "books" }>,
  settings: CloudSettings,
  machine: Machine,
  database: Database,
  run: readonly (string | number)[],
): Promise<Result<string>> {
  switch (command.name) {
    case "migrate":
      return ok(
        command.json ? JSON.stringify({ migrations: run }) : run.length > 0 ? `Ran migrations ${run.join(", ")}.` : "Up to date already.",
      );
    case "create-operator":
      return operator(command, settings, machine, database);
    case "operators": {
      const operators = await listOperators(database.pool, machine.clock);
      return ok(command.json ? JSON.stringify({ operators }) : operatorsText(operators));
    }
    case "revoke-operator": {
      const revoked = await revokeOperator(database.pool, command.userId);
      if (!revoked.ok) return revoked;
      return ok(command.json ? JSON.stringify(revoked.value) : `Ended ${revoked.value.ended} tokens and browsers of ${command.userId}.`);
    }
    case "rotate-operator": {
      const rotated = await rotateOperator({ ...machine, pool: database.pool }, command.userId);
      return rotated.ok ? ok(command.json ? JSON.stringify(rotated.value) : tokenText(rotated.value)) : rotated;
    }
    case "keys": {
      const { current, keys } = contactKeysOf(settings, await secretOf(settings, machine.randomBytes));
      const sealed = await sealedBy(database.pool);
      return ok(
        command.json ? JSON.stringify({ current, sealed: Object.fromEntries(sealed) }) : keysText(sealed, current, [...keys.keys()]),
      );
    }
    case "currency":
      return currency(command, machine, database);
    case "salvage": {
      const { clock, newId } = machine;
      const executor = createExecutor({ database, clock, newId, onCommitted: () => undefined });
      const text = await readExported(command.file);
      const done = text.ok ? await salvage({ executor, pool: database.pool }, text.value, command.dryRun) : text;
      if (!done.ok) return done;
      return ok(command.json ? JSON.stringify(done.value) : salvageText(done.value));
    }
    case "set-back": {
      if (command.putBackTo !== null && Date.parse(command.putBackTo) > machine.clock.now())
        return refuse("request.invalid", `${command.putBackTo} has not come yet: --to is the moment to which the database was put back.`);
      const done = await setBack(database, machine, command.putBackTo);
      return ok(command.json ? JSON.stringify(done) : setBackText(done));
    }
    case "open-orders": {
      const { clock, newId } = machine;
      const executor = createExecutor({ database, clock, newId, onCommitted: () => undefined });
      const found = await openOrders({ database, executor, clock }, command, AT_COMMAND_LINE);
      return found.ok ? ok(command.json ? JSON.stringify(found.value) : openOrdersText(found.value)) : found;
    }
    case "enroll-code": {
      const { clock, newId, randomBytes } = machine;
      const executor = createExecutor({ database, clock, newId, onCommitted: () => undefined });
      const made = await createEnrollCode({ executor, clock, randomBytes }, command.storeId, command.replace);
      if (!made.ok) return made;
      const code = { store_id: command.storeId, ...made.value };
      return ok(command.json ? JSON.stringify(code) : `Code for ${command.storeId}, good once until ${code.expires_at}: ${code.code}`);
    }
    case "revoke-box": {
      const { clock, newId } = machine;
      const executor = createExecutor({ database, clock, newId, onCommitted: () => undefined });
      const register = createDirectoryRegister(registerDir(settings));
      const revoked = await revokeBox({ executor, clock, register }, command.storeId);
      if (!revoked.ok) return revoked;
      const box = { store_id: command.storeId, ...revoked.value };
      return ok(command.json ? JSON.stringify(box) : `The box of ${command.storeId} (${box.node_id}) is revoked; the store has none now.`);
    }
  }
}

async function currency(
  { storeId, answer, json }: Extract<Operation, { name: "currency" }>,
  { clock, newId }: Machine,
  database: Database,
): Promise<Result<string>> {
  if (answer !== null) {
    const executor = createExecutor({ database, clock, newId, onCommitted: () => undefined });
    const answered = await answerDigits({ executor, clock }, storeId, answer, { actor: AT_COMMAND_LINE });
    if (!answered.ok) return answered;
  }
  const found = await storeCurrency(database.pool, storeId);
  return found.ok ? ok(json ? JSON.stringify(found.value) : currencyText(found.value)) : found;
}

const AT_COMMAND_LINE: Actor = { kind: "operator", id: null, name: "command line" };

async function operator(
  command: Extract<Operation, { name: "create-operator" }>,
  settings: CloudSettings,
  machine: Machine,
  database: Database,
): Promise<Result<string>> {
  const { randomBytes } = machine;
  const unknown = await unknownStores(database.pool, command.storeIds ?? []);
  if (unknown.length > 0) return refuse("store.not_found", `There is no store ${unknown.join(", ")} here.`);
  const contactKeys = contactKeysOf(settings, await secretOf(settings, randomBytes));
  const { indexKey } = await loadInstallationKeys(database.pool, contactKeys, randomBytes);
  const cipher = createContactCipher({ ...contactKeys, indexKey }, randomBytes);
  const made = await createOperator({ ...machine, pool: database.pool, cipher }, command);
  if (!made.ok) return made;
  const stores = command.storeIds?.join(", ") ?? "every store";
  return ok(
    command.json ? JSON.stringify(made.value) : `Operator ${made.value.user_id} (${command.role}, ${stores}).\n${tokenText(made.value)}`,
  );
}

async function readExported(file: string): Promise<Result<string>> {
  try {
    return ok(await readFile(file, "utf8"));
  } catch (error) {
    return refuse("disk.unreadable", `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function salvageText({ store_id, events, entered, not_applied, handed_in, unreadable, dry_run }: Salvaged): string {
  const kinds = Object.entries(entered).map(([type, count]) => `  ${String(count).padStart(5)}  ${type}`);
  const kept =
    unreadable > 0 ? `\n${unreadable} of them cannot be read by this release. Keep the disk, and try again after an upgrade.` : "";
  if (kinds.length === 0) return `${events} events of ${store_id}, and nothing in them that is not here.${kept}`;
  const doubts = not_applied > 0 ? `\n${not_applied} of them did not fit any more: look at the exceptions.` : "";
  const told = handed_in ? `\nWhat the box had been told of ${handed_in} orders, and was forgotten here, came first.` : "";
  return `${events} events of ${store_id}; these ${dry_run ? "would be" : "were"} taken in:\n${kinds.join("\n")}${doubts}${told}${kept}`;
}

const tokenText = ({ token, expires_at }: { token: string; expires_at: string }): string =>
  `Token, shown once, good until ${expires_at} (crema-cloud rotate-operator gives a new one): ${token}`;
