/**
 * In what a store counts its money. Another currency is another profile and another menu in one commit, while nothing of the old
 * one is under way. And where amounts were once shown without the digits that their currency has, a person says what is meant.
 */
import type { CurrencyChange, DigitsAnswer } from "@crema/shared/contract/store-currency";
import { iso } from "@crema/shared/domain/kernel/clock";
import { digitsAreOpen, factorOnceHidden, isCurrency, unitOf } from "@crema/shared/domain/kernel/currency";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { MAX_AMOUNT_CENTS } from "@crema/shared/domain/kernel/money";
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import type { MenuDocument } from "@crema/shared/domain/menu/menu";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import { boxVersion } from "../db/box-version.ts";
import { publishDocument, readDocuments } from "../db/documents.ts";
import { resolveOpenExceptions } from "../db/exceptions.ts";
import { readMenuRows, replaceMenuRows } from "../db/menu.ts";
import { setProfile } from "../db/stores.ts";
import { underWay } from "../db/under-way.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import type { Caller } from "../ports.ts";
import { DIGITS_KIND } from "../reports/exceptions.ts";
import type { CommandContext } from "./command-context.ts";
import { menuFaults } from "./menu-faults.ts";
import { largestOf, timesPrices } from "./times-prices.ts";

interface Published {
  readonly profile_version: number;
  readonly menu_version: number;
}

const noStore = (storeId: string) => refuse("store.not_found", `There is no store ${storeId} with a profile.`);

/** The rows are priced in the new currency, and published with it. */
export function changeCurrency(
  { executor, clock }: Pick<CommandContext, "executor" | "clock">,
  storeId: string,
  { currency, menu: rows }: CurrencyChange,
): Promise<Result<Published>> {
  return executor.execute(async (unit) => {
    await unit.lockLink(storeId);
    const documents = await readDocuments(unit.client, storeId);
    if (!documents?.profile) return noStore(storeId);
    const { profile, menu } = documents;
    if (!isCurrency(currency)) return refuse("request.invalid", `${currency} is no currency of ISO 4217.`, unknownCurrency);
    if (profile.currency === currency) return refuse("currency.unchanged", `The store is in ${currency} already.`);
    const at = iso(clock.now());
    const fields = await menuFaults(unit.client, rows, profile.tax, at);
    if (fields.length > 0) return refuse("menu.invalid", `${fields[0]?.field} ${fields[0]?.message}`, { fields });
    const quiet = await nothingUnderWay(unit, storeId, currency);
    if (!quiet.ok) return quiet;
    await replaceMenuRows(unit.client, storeId, rows);
    const { tip_limit_cents: _inTheOldOne, ...settings } = profile.settings;
    const changed = await publishProfile(unit, { ...profile, currency, settings }, at);
    if (!changed.ok) return changed;
    const version = (menu?.version ?? 0) + 1;
    const published = await publishDocument(unit, "menu", { store_id: storeId, version, ...unitOf(currency), published_at: at, ...rows });
    return published.ok ? ok({ profile_version: changed.value.version, menu_version: version }) : published;
  });
}

const unknownCurrency = { fields: [{ field: "/currency", message: "not a currency of ISO 4217" }] };

async function publishProfile(unit: UnitOfWork, profile: ProfileDocument, at: string): Promise<Result<ProfileDocument>> {
  const document = { ...profile, version: profile.version + 1, published_at: at };
  const { store_id, version: _version, published_at: _at, needs: _needs, ...stored } = document;
  await setProfile(unit.client, store_id, stored, at);
  const published = await publishDocument(unit, "profile", document);
  return published.ok ? ok(document) : published;
}

/** What was published is published again, as it is or with more zeros; unpublished edits stay unpublished. */
export function answerDigits(
  { executor, clock }: Pick<CommandContext, "executor" | "clock">,
  storeId: string,
  answer: DigitsAnswer,
  by: Pick<Caller, "actor">,
): Promise<Result<Published>> {
  return executor.execute(async (unit) => {
    await unit.lockLink(storeId);
    const documents = await readDocuments(unit.client, storeId);
    if (!documents?.profile || !documents.menu) return noStore(storeId);
    const { menu, profile } = documents;
    if (!digitsAreOpen(menu)) return refuse("currency.nothing_asked", `The digits of ${menu.currency} are settled for this store.`);
    const times = answer === "TIMES" ? factorOnceHidden(menu.currency) : 1;
    const rows = await readMenuRows(unit.client, storeId);
    if (times > 1) {
      const largest = Math.max(largestOf(menu), largestOf(rows)) * times;
      if (largest > MAX_AMOUNT_CENTS)
        return refuse(
          "menu.invalid",
          `A price would be ${moneyText(largest, unitOf(menu.currency))}; the most is ${moneyText(MAX_AMOUNT_CENTS, unitOf(menu.currency))}.`,
        );
      const quiet = await nothingUnderWay(unit, storeId, menu.currency);
      if (!quiet.ok) return quiet;
      await replaceMenuRows(unit.client, storeId, timesPrices(rows, times));
    }
    const at = iso(clock.now());
    const document: MenuDocument = { ...timesPrices(menu, times), ...unitOf(menu.currency), version: menu.version + 1, published_at: at };
    const published = await publishDocument(unit, "menu", document);
    if (!published.ok) return published;
    const note = answer === "TIMES" ? `Prices × ${times}.` : "Right as stored.";
    await resolveOpenExceptions(unit.client, { storeId, kind: DIGITS_KIND }, { at, actor: by.actor, note });
    return ok({ profile_version: profile.version, menu_version: document.version });
  });
}

/** From this version of the wire on a box reads `minor_digits`; one before it prints 1490.00 HUF as 149000. */
const BOX_READS_DIGITS = 4;

async function nothingUnderWay(unit: UnitOfWork, storeId: string, currency: string): Promise<Result<null>> {
  const version = await boxVersion(unit, storeId);
  if (factorOnceHidden(currency) > 1 && version > 0 && version < BOX_READS_DIGITS) {
    return refuse(
      "currency.store_busy",
      `The store's box is of an older release, which shows amounts in ${currency} without their digits. Upgrade the box first, then try again.`,
    );
  }
  const reasons = await underWay(unit.client, storeId, unit.clock.now());
  if (reasons.length === 0) return ok(null);
  return refuse(
    "currency.store_busy",
    `${reasons.join(" ")} Finish that first: finish or cancel the orders, close the drawer, then try again.`,
  );
}
