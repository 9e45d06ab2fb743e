/**
 * The menu of a store as it is served, with its documents, looked up at most once a second. The body is made once per
 * (version, revision), and again where a daypart or a reduced price begins or ends, something is on sale again, or less of it is left. Many readers at once share one read of the database, and a failed read is not cached.
 */
import type { Clock } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { soldTag } from "@crema/shared/domain/menu/dayparts";
import { menuEtag } from "@crema/shared/domain/menu/menu";
import { menuResponse } from "@crema/shared/domain/menu/menu-response";
import { reducedPrices, reducedTag } from "@crema/shared/domain/menu/reduced-prices";
import { onSaleBy } from "@crema/shared/domain/menu/sold-out";
import { countedTag } from "@crema/shared/domain/menu/stock";
import { readAvailability } from "../db/availability.ts";
import type { Database } from "../db/database.ts";
import { readDocuments } from "../db/documents.ts";
import type { MenuSnapshot } from "../ports.ts";
import { lessPieces, unansweredPieces } from "./stock.ts";

export interface MenuCache {
  get(storeId: string): Promise<Result<MenuSnapshot>>;
  /** The same without waiting; null when it has to be read first, or is refused. */
  atHand(storeId: string): MenuSnapshot | null;
}

export const MENU_MAX_AGE_MS = 1_000;

interface Versions {
  menu_version: number | null;
  profile_version: number | null;
  revision: number;
  /** With the store's last heartbeat, as its JSON; null: nothing was. */
  counted: string | null;
}

export function createMenuCache(database: Database, clock: Clock): MenuCache {
  const cached = new Map<string, { at: number; versions: Versions; said: Result<Said>; sold: Result<MenuSnapshot> }>();
  const snapshot = new Map<string, Promise<Result<MenuSnapshot>>>();

  const refresh = async (storeId: string): Promise<Result<MenuSnapshot>> => {
    const at = clock.monotonic();
    const versions = await readVersions(database, storeId);
    if (!versions) {
      // Not remembered: anyone may ask for any name.
      cached.delete(storeId);
      return refuse("store.not_found", `There is no store ${storeId}.`);
    }
    const before = cached.get(storeId);
    const isSame = before && sameVersions(before.versions, versions);
    const said = isSame ? before.said : await readSaid(database, storeId);
    const sold = said.ok ? await soldNow(database, said.value, clock.now(), before?.sold) : said;
    cached.set(storeId, { at, versions, said, sold });
    return sold;
  };

  const fresh = (storeId: string): Result<MenuSnapshot> | null => {
    const present = cached.get(storeId);
    return present && clock.monotonic() - present.at < MENU_MAX_AGE_MS ? present.sold : null;
  };

  return {
    atHand(storeId) {
      const present = fresh(storeId);
      return present?.ok ? present.value : null;
    },
    get(storeId) {
      const present = fresh(storeId);
      if (present) return Promise.resolve(present);
      const inFlight = snapshot.get(storeId);
      if (inFlight) return inFlight;
      const started = refresh(storeId).finally(() => snapshot.delete(storeId));
      snapshot.set(storeId, started);
      return started;
    },
  };
}

async function readVersions({ pool }: Database, storeId: string): Promise<Versions | null> {
  const found = await pool.query<Versions>({
    name: "menu_versions",
    text: `SELECT (SELECT version FROM store_documents d WHERE d.store_id = s.store_id AND kind = 'menu') AS menu_version,
             (SELECT version FROM store_documents d WHERE d.store_id = s.store_id AND kind = 'profile') AS profile_version,
             greatest((SELECT coalesce(max(revision), 0) FROM store_availability a WHERE a.store_id = s.store_id),
                      (SELECT coalesce(max(revision), 0) FROM store_modifier_availability m WHERE m.store_id = s.store_id)) AS revision,
             (SELECT (heartbeat -> 'counted')::text FROM store_link_seen n WHERE n.store_id = s.store_id) AS counted
           FROM stores s WHERE store_id = $1`,
    values: [storeId],
  });
  return found.rows[0] ?? null;
}

const sameVersions = (a: Versions, b: Versions): boolean =>
  a.menu_version === b.menu_version && a.profile_version === b.profile_version && a.revision === b.revision && a.counted === b.counted;

/** As the store has said it. */
type Said = Pick<MenuSnapshot, "menu" | "profile" | "availability">;

async function readSaid({ pool }: Database, storeId: string): Promise<Result<Said>> {
  const documents = await readDocuments(pool, storeId);
  if (!documents?.menu || !documents.profile) return refuse("store.not_ready", `Store ${storeId} has no menu yet.`, { retry_after_s: 5 });
  const { menu, profile } = documents;
  return ok({ menu, profile, availability: await readAvailability(pool, storeId) });
}

/**
 * What the app may sell of it now: without what is past its `until`, and less what the app's unanswered orders have. `before`: kept where
 * nothing is different, so that its body is made once.
 */
async function soldNow(
  { pool }: Database,
  said: Said,
  nowMs: number,
  before: Result<MenuSnapshot> | undefined,
): Promise<Result<MenuSnapshot>> {
  const { menu, profile } = said;
  const present = onSaleBy(said.availability, nowMs);
  const pieces = await unansweredPieces(pool, menu.store_id, present, profile, nowMs);
  const availability = lessPieces(present, pieces);
  const over = (said.availability.until?.length ?? 0) - (present.until?.length ?? 0);
  const reduced = reducedNow(said, nowMs, before);
  const tags = [soldTag(menu, profile.time_zone, nowMs), over > 0 ? `u${over}` : "", countedTag(availability), reducedTag(reduced)];
  const etag = menuEtag(menu.version, availability.revision, tags.filter((tag) => tag !== "").join("."));
  if (before?.ok && before.value.etag === etag && before.value.menu === menu && before.value.profile === profile) return before;
  const body = JSON.stringify(menuResponse(menu, profile, availability, nowMs, "APP", reduced));
  return ok({ menu, profile, availability, reduced, etag, body });
}

/** Computed where the menu is another one, or the time of a change has come: the look at each promotion's hours is not cheap. */
function reducedNow({ menu, profile }: Said, nowMs: number, before: Result<MenuSnapshot> | undefined): MenuSnapshot["reduced"] {
  if (before?.ok && before.value.menu === menu && before.value.profile === profile) {
    const { changeMs, sinceMs } = before.value.reduced;
    if (nowMs >= sinceMs && (changeMs === null || nowMs < changeMs)) return before.value.reduced;
  }
  return { ...reducedPrices(menu, profile, nowMs, "APP"), sinceMs: nowMs };
}
