/**
 * The rows of a store's menu, and freezing them into the next menu document. Nothing is sold by rows: stores, apps and
 * quotes read documents only.
 */

import { iso } from "@crema/shared/domain/kernel/clock";
import { digitsAreOpen, unitOf } from "@crema/shared/domain/kernel/currency";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { MenuDocument } from "@crema/shared/domain/menu/menu";
import type { MenuRows } from "@crema/shared/domain/menu/menu-rows";
import { publishDocument, readDocuments } from "../db/documents.ts";
import { readMenuRows, replaceMenuRows } from "../db/menu.ts";
import type { CommandContext } from "./command-context.ts";
import { menuFaults } from "./menu-faults.ts";

const noStore = (storeId: string) => refuse("store.not_found", `There is no store ${storeId}.`);

/** Refuses rows that could not be published; `fields` names every one. */
export async function putMenu({ executor, clock }: CommandContext, storeId: string, rows: MenuRows): Promise<Result<MenuRows>> {
  return executor.execute(async (unit) => {
    await unit.lockLink(storeId);
    const documents = await readDocuments(unit.client, storeId);
    if (!documents) return noStore(storeId);
    const fields = await menuFaults(unit.client, rows, documents.profile?.tax ?? null, iso(clock.now()));
    if (fields.length > 0) return refuse("menu.invalid", `${fields[0]?.field} ${fields[0]?.message}`, { fields });
    await replaceMenuRows(unit.client, storeId, rows);
    return ok(rows);
  });
}

/** `expectedVersion`: the version that is published now, 0 for none; null does not compare. */
export async function publishMenu(
  { executor, clock }: CommandContext,
  storeId: string,
  expectedVersion: number | null,
): Promise<Result<{ profile_version: number | null; menu_version: number }>> {
  return executor.execute(async (unit) => {
    await unit.lockLink(storeId);
    const documents = await readDocuments(unit.client, storeId);
    if (!documents?.profile) return noStore(storeId);
    const { profile } = documents;
    const present = documents.menu?.version ?? 0;
    if (expectedVersion !== null && expectedVersion !== present) {
      return refuse("menu.version_changed", `Version ${present} is published now, not ${expectedVersion}.`, {
        fields: [{ field: "/expected_version", message: `is ${present} now` }],
        extra: { menu_version: present },
      });
    }
    if (documents.menu && digitsAreOpen(documents.menu)) {
      const detail = `Prices in ${documents.menu.currency} were shown without their digits. Say what they mean first: crema-cloud currency --store ${storeId}.`;
      return refuse("currency.digits_open", detail);
    }
    const rows = await readMenuRows(unit.client, storeId);
    const fields = await menuFaults(unit.client, rows, profile.tax, iso(clock.now()));
    if (fields.length > 0) return refuse("menu.invalid", `${fields[0]?.field} ${fields[0]?.message}`, { fields });
    const document: MenuDocument = {
      store_id: storeId,
      version: present + 1,
      ...unitOf(profile.currency),
      published_at: iso(clock.now()),
      ...rows,
    };
    const published = await publishDocument(unit, "menu", document);
    return published.ok ? ok({ profile_version: profile.version, menu_version: document.version }) : published;
  });
}
