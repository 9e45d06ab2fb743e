/** Fills a chain by the command lines and the public APIs only, as an operator would. */

import { join } from "node:path";
import { ClaimPairingResponse } from "@crema/shared/contract/devices";
import { EnrollCodeResponse } from "@crema/shared/contract/enrolment";
import { EnrollBoxResponse } from "@crema/shared/contract/link";
import { RelogReport } from "@crema/shared/contract/relog";
import type { MenuRows } from "@crema/shared/domain/menu/menu-rows";
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { z } from "zod";
import type { CloudClient } from "../client/cloud-client.ts";
import type { StoreClient } from "../client/store-client.ts";
import { until } from "../client/until.ts";
import { readMails } from "../mail/mail-page.ts";
import { type CommandOptions, runCommand } from "../processes/command.ts";
import { menuRows } from "./menu.ts";
import { withPictures } from "./pictures/pictures.ts";
import type { StoreSeed } from "./stores.ts";

/** Where a command line is and what it runs with. */
export interface CommandLine extends Omit<CommandOptions, "args"> {
  readonly program: readonly string[];
}

const Operator = z.object({ token: z.string() });
const DATABASE_FILE = "crema.sqlite";
const CUSTOMERS = ["Maya", "Noah", "Olga", "Pablo", "Quinn", "Rosa", "Sami", "Tara", "Uwe"];

function run<S extends z.ZodType>(response: S, line: CommandLine, ...words: string[]): Promise<z.infer<S>> {
  return runCommand(response, { ...line, args: [...line.program, ...words, "--json"] });
}

/** Resolves to the token of an owner of all stores. */
export async function createOperator(cloud: CommandLine): Promise<string> {
  return (await run(Operator, cloud, "create-operator", "--role", "owner")).token;
}

/** The menu of all stores, with its pictures: they are uploaded once, when the first store needs them. */
export function createSeedMenu(cloud: CloudClient): () => Promise<MenuRows> {
  let rows: Promise<MenuRows> | null = null;
  return () => {
    rows ??= withPictures(menuRows, async (file) => (await cloud.uploadPicture(file)).picture);
    return rows;
  };
}

export async function prepareStore(cloud: CloudClient, seed: StoreSeed, menu: () => Promise<MenuRows>): Promise<void> {
  await cloud.putStore(seed.id, seed.input);
  await cloud.putMenu(seed.id, await menu());
  await cloud.publishMenu(seed.id);
}

export interface DeviceTokens {
  readonly pos: string;
  readonly barista: string;
  readonly board: string;
}

/** The box becomes the store's box and gets one device of each kind; resolves to their tokens. */
export async function enrollStore(storeId: string, cloud: CommandLine, edge: CommandLine, cloudUrl: string): Promise<DeviceTokens> {
  const { code } = await run(EnrollCodeResponse, cloud, "enroll-code", "--store", storeId);
  await run(EnrollBoxResponse, edge, "enroll", "--cloud", cloudUrl, "--code", code);
  const pair = async (kind: string, name: string) => (await run(ClaimPairingResponse, edge, "pair", "--kind", kind, "--name", name)).token;
  return { pos: await pair("pos", "Till 1"), barista: await pair("barista", "Bar 1"), board: await pair("board", "Board") };
}

/** Another box becomes the store's box, in the place of the one it had. The devices stay paired. */
export async function replaceBox(storeId: string, cloud: CommandLine, edge: CommandLine, cloudUrl: string): Promise<void> {
  const { code } = await run(EnrollCodeResponse, cloud, "enroll-code", "--store", storeId, "--replace");
  await run(EnrollBoxResponse, edge, "enroll", "--cloud", cloudUrl, "--code", code);
}

/** What only the disk of another box of the store knows comes into the books. `disk`: its data directory. */
export function relogDisk(box: CommandLine, disk: string): Promise<RelogReport> {
  return run(RelogReport, box, "relog", "--from", join(disk, DATABASE_FILE));
}

/** They sign in by a code from their mail, as anyone does. Resolves to their session tokens. */
export function createCustomers(cloud: CloudClient, mailDirectory: string, count: number): Promise<string[]> {
  const codeFor = (email: string) =>
    until({ clock: systemClock, timers: systemTimers, limitMs: 120_000, what: `${email} has no mail` }, async () => {
      const mail = (await readMails(mailDirectory)).find((one) => one.to === email);
      return mail ? mail.text.slice(0, 6) : null;
    });
  return Promise.all(
    Array.from({ length: count }, (_, index) => {
      const name = CUSTOMERS[index % CUSTOMERS.length] ?? "Guest";
      return cloud.signInCustomer(name, `${name.toLowerCase()}.${index}@example.com`, codeFor);
    }),
  );
}

/** Until the box has its documents and the cloud takes orders for it. */
export async function waitUntilSelling(cloud: CloudClient, store: StoreClient): Promise<void> {
  const wait = { clock: systemClock, timers: systemTimers, limitMs: 120_000 };
  await until({ ...wait, what: `${store.store.id} has no menu` }, () => store.menu());
  await until({ ...wait, what: `${store.store.id} is not online for the cloud` }, async () => {
    const link = (await cloud.links()).find((one) => one.store_id === store.store.id);
    return link?.is_online && (await store.link()).profile_version !== null ? link : null;
  });
}
