/**
 * Headquarters creates or changes a store; its profile document follows in the same commit, unless nothing has changed.
 * PINs arrive as digits once and are stored as hashes, so a missing PIN means "as before", and is an error for a new
 * member of staff.
 */

import type { StoreInput } from "@crema/shared/contract/stores";
import { isTimeZone } from "@crema/shared/domain/kernel/business-day";
import { isCashStep } from "@crema/shared/domain/kernel/cash-rounding";
import { iso } from "@crema/shared/domain/kernel/clock";
import { isCurrency } from "@crema/shared/domain/kernel/currency";
import { type FieldFault, ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { MenuDocument } from "@crema/shared/domain/menu/menu";
import { specialDayFaults } from "@crema/shared/domain/store/opening-hours";
import type { PinHash, ProfileDocument, StaffMember, StoreSettings } from "@crema/shared/domain/store/profile";
import { taxFaults } from "@crema/shared/domain/store/tax-rates";
import { GENESIS_HASH } from "@crema/sync/protocol/up";
import type pg from "pg";
import { isSamePin } from "../auth/pin-hash.ts";
import { publishDocument, readDocuments } from "../db/documents.ts";
import { namePictures } from "../db/pictures.ts";
import { insertLink, type StoredProfile, setRetiredAt, upsertStore } from "../db/stores.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { CommandContext } from "./command-context.ts";

export async function putStore(
  { executor, clock, newId }: CommandContext,
  storeId: string,
  input: StoreInput,
  pins: ReadonlyMap<string, PinHash>,
): Promise<Result<{ profile_version: number; menu_version: number | null }>> {
  return executor.execute(async (unit) => {
    const now = iso(clock.now());
    await insertLink(unit.client, { storeId, lastHash: GENESIS_HASH, inboxHandle: newId(), documentsHandle: newId() });
    await unit.lockLink(storeId);
    const before = await readDocuments(unit.client, storeId);
    const faults = faultsOf(input, before?.menu ?? null);
    const staff = staffOf(input, pins, before?.profile?.staff ?? [], faults);
    faults.push(...pinFaults(input, staff, pins), ...(await logoFaults(unit.client, input, now)));
    if (faults.length > 0) return refuse("request.invalid", `${faults[0]?.field}: ${faults[0]?.message}`, { fields: faults });
    const profile: StoredProfile = { ...input, settings: asOlderBoxesRead(input.settings), staff };
    await upsertStore(unit.client, storeId, profile, now);
    const present = before?.profile ?? null;
    if (present && canonicalJson({ ...profile, ...headOf(present) }) === canonicalJson(present)) {
      return ok({ profile_version: present.version, menu_version: before?.menu?.version ?? null });
    }
    const document: ProfileDocument = { ...profile, store_id: storeId, version: (present?.version ?? 0) + 1, published_at: now };
    const published = await publishDocument(unit, "profile", document);
    return published.ok ? ok({ profile_version: document.version, menu_version: before?.menu?.version ?? null }) : published;
  });
}

/** An older box knows only `card_reference_required`, and goes on asking for what a store wants with each card payment. */
const asOlderBoxesRead = (settings: StoreSettings): StoreSettings =>
  settings.card_reference === undefined ? settings : { ...settings, card_reference_required: settings.card_reference === "REQUIRED" };

/** What a document has besides the profile itself. A member that is not sent any more is a change as well. */
const headOf = ({ store_id, version, published_at, needs }: ProfileDocument) => ({
  store_id,
  version,
  published_at,
  ...(needs === undefined ? {} : { needs }),
});

function staffOf(
  input: StoreInput,
  pins: ReadonlyMap<string, PinHash>,
  before: readonly StaffMember[],
  faults: FieldFault[],
): StaffMember[] {
  return input.staff.flatMap(({ staff_id, name, role, language }, index) => {
    const pin = pins.get(staff_id) ?? before.find((member) => member.staff_id === staff_id)?.pin;
    if (pin) return [{ staff_id, name, role, pin, ...(language === undefined ? {} : { language }) }];
    faults.push({ field: `/staff/${index}/pin`, message: "a new member of staff needs a PIN" });
    return [];
  });
}

/** The same for a store each time, and no secret: it keeps tables of hashes that were made elsewhere from fitting here. */
export function pinSalt({ contacts }: CommandContext, storeId: string): Uint8Array {
  return new Uint8Array(Buffer.from(contacts.blindIndex("stores.pin_salt", storeId), "hex").subarray(0, 16));
}

/** Nobody learns whose PIN it is that they have met. */
const TAKEN = "this PIN cannot be used here; choose another one";

/** Each PIN that is given has to be one person's alone, as far as the digits of the others are known (one salt). */
function pinFaults(input: StoreInput, staff: readonly StaffMember[], pins: ReadonlyMap<string, PinHash>): FieldFault[] {
  return input.staff.flatMap(({ staff_id, role }, index) => {
    const field = `/staff/${index}/pin`;
    const own = staff.find((member) => member.staff_id === staff_id)?.pin;
    const given = pins.get(staff_id);
    if (given && staff.some((other) => other.staff_id !== staff_id && isSamePin(other.pin, given))) return [{ field, message: TAKEN }];
    if (!own || role !== "manager" || !input.settings.six_digit_manager_pins) return [];
    if (own.digits === undefined)
      return [{ field, message: "nobody knows how long this manager's PIN is; give a new one of six digits or more" }];
    return own.digits < 6 ? [{ field, message: "a manager's PIN has six digits or more here" }] : [];
  });
}

/** Its logo counts as named from this commit on. */
async function logoFaults(client: pg.ClientBase, { look }: StoreInput, at: string): Promise<FieldFault[]> {
  if (look?.logo === undefined) return [];
  const known = await namePictures(client, [look.logo], at);
  return known.has(look.logo) ? [] : [{ field: "/look/logo", message: "is no picture that was uploaded" }];
}

function faultsOf(input: StoreInput, menu: MenuDocument | null): FieldFault[] {
  const faults: FieldFault[] = [];
  if (!isTimeZone(input.time_zone)) faults.push({ field: "/time_zone", message: "not an IANA time zone" });
  input.staff.forEach(({ staff_id }, index) => {
    if (input.staff.findIndex((member) => member.staff_id === staff_id) !== index)
      faults.push({ field: `/staff/${index}/staff_id`, message: "is there twice" });
  });
  faults.push(...specialDayFaults(input.special_days ?? []));
  // The menu in force goes on being sold under this profile.
  faults.push(...taxFaults(input.tax, new Set(menu?.items.map((item) => item.tax_category))));
  if (menu && menu.currency !== input.currency)
    faults.push({ field: "/currency", message: `the published menu is in ${menu.currency}; PUT …/currency changes both` });
  else if (!menu && !isCurrency(input.currency)) faults.push({ field: "/currency", message: "not a currency of ISO 4217" });
  const rounding = input.settings.cash_rounding_cents ?? 0;
  if (!isCashStep(menu ?? input, rounding))
    faults.push({ field: "/settings/cash_rounding_cents", message: "not a small coin of the currency; 0: no rounding" });
  return faults;
}

/** Closed for good, or open again; null is open. Orders that stand go on. */
export async function setRetired({ executor, clock }: CommandContext, storeId: string, retired: boolean): Promise<Result<string | null>> {
  return executor.execute(async (unit) => {
    const retiredAt = await setRetiredAt(unit.client, storeId, retired, iso(clock.now()));
    if (retiredAt === undefined) return refuse("store.not_found", `There is no store ${storeId} here.`);
    return ok(retiredAt && iso(retiredAt.getTime()));
  });
}
