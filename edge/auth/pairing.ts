/**
 * How a device gets its token: it begins and shows a code, a manager (or IT on the box) approves the code, the device
 * claims the token with the secret that only it has. Each step works once; all of it ends after ten minutes.
 */

import type { BeginPairingResponse, ClaimPairingResponse, WaitingPairing } from "@crema/shared/contract/devices";
import type { Clock, RandomBytes } from "@crema/shared/domain/kernel/clock";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import type { DeviceKind } from "@crema/shared/domain/staff/actor";
import { networkOf } from "@crema/shared/server/network-of";
import type { z } from "zod";
import type { Principals } from "./principals.ts";
import {
  type AuthDatabase,
  deviceByToken,
  endPairing,
  insertDevice,
  insertPairing,
  markApproved,
  markClaimed,
  markRevoked,
  openPairings,
  type PairingRow,
  pairingById,
  type Write,
} from "./records.ts";
import { hashToken, newToken } from "./token.ts";

const PAIRING_MS = 10 * 60_000;
/** The most that may be open at once, because codes are short. One more ends another, so that nobody can block a new till. */
const MAX_OPEN = 50;

export interface Pairing {
  begin(kind: DeviceKind, name: string, address: string): Promise<Result<z.infer<typeof BeginPairingResponse>>>;
  /** Pairings that have neither expired nor been claimed, oldest first. */
  waiting(): WaitingView[];
  look(pairingId: string, claimSecret: string): Result<WaitingView>;
  /** `by`: who approved, for the record. */
  approve(code: string, by: string): Promise<Result<null>>;
  /** `replaces`: the token that the device had before, which ends with it. */
  claim(pairingId: string, claimSecret: string, replaces?: string | null): Promise<Result<z.infer<typeof ClaimPairingResponse>>>;
}

type WaitingView = z.infer<typeof WaitingPairing>;

export interface PairingDeps {
  readonly db: AuthDatabase;
  readonly write: Write;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly newId: IdSource;
  readonly storeId: () => string | null;
  readonly principals: Pick<Principals, "forgetDevice">;
  readonly endStreams: (deviceId: string) => void;
}

export function createPairing({ db, write, clock, randomBytes, newId, storeId, principals, endStreams }: PairingDeps): Pairing {
  const notEnrolled = () => refuse("enroll.not_enrolled", "Enrol the box before pairing devices.");
  const isOver = (row: { expires_at: string }) => Date.parse(row.expires_at) <= clock.now();
  const open = (db: AuthDatabase) => openPairings(db).filter((row) => !isOver(row));

  return {
    async begin(kind, name, address) {
      if (storeId() === null) return notEnrolled();
      const claim_secret = newToken(randomBytes);
      const pairing_id = newId();
      const expires_at = iso(clock.now() + PAIRING_MS);
      return write((tx) => {
        const waiting = open(tx);
        const crowded = waiting.length >= MAX_OPEN ? oldestOfTheBusiest(waiting) : null;
        if (crowded) endPairing(tx, crowded.pairing_id);
        const taken = new Set(waiting.map((row) => row.code));
        let code = newCode(randomBytes);
        while (taken.has(code)) code = newCode(randomBytes);
        const row = { pairing_id, code, kind, name, claim_secret_hash: hashToken(claim_secret), expires_at, asked_by: networkOf(address) };
        insertPairing(tx, { ...row, approved_at: null, approved_by: null, claimed_at: null }, iso(clock.now()));
        return ok({ pairing_id, code, claim_secret, expires_at, expires_in_s: PAIRING_MS / 1000 });
      });
    },
    waiting: () =>
      open(db)
        .sort((a, b) => (a.expires_at < b.expires_at ? -1 : 1))
        .map(viewOf),
    look(pairingId, claimSecret) {
      const row = open(db).find((one) => one.pairing_id === pairingId && one.claim_secret_hash === hashToken(claimSecret));
      return row ? ok(viewOf(row)) : refuse("pairing.unknown", "It is over, or was never begun. Begin again on the device.");
    },
    approve(code, by) {
      return write((tx) => {
        const row = open(tx).find((one) => one.code === code);
        if (!row) return refuse("pairing.unknown", "No device shows this code now. Look at its screen again.");
        if (!row.approved_at) markApproved(tx, row.pairing_id, iso(clock.now()), by);
        return ok(null);
      });
    },
    async claim(pairingId, claimSecret, replaces = null) {
      let ended: string | null = null;
      const claimed = await write<z.infer<typeof ClaimPairingResponse>>((tx, tell) => {
        const row = pairingById(tx, pairingId);
        const store_id = storeId();
        if (!row || row.claimed_at || isOver(row) || row.claim_secret_hash !== hashToken(claimSecret)) {
          return refuse("pairing.unknown", "It is over, or was never begun. Begin again on the device.");
        }
        if (store_id === null) return notEnrolled();
        if (!row.approved_at)
          return refuse("pairing.pending", "A manager lets the device in by the code on its screen.", { retry_after_s: 2 });
        const token = newToken(randomBytes);
        const device_id = newId();
        const at = iso(clock.now());
        markClaimed(tx, pairingId, at);
        const before = replaces === null ? null : deviceByToken(tx, hashToken(replaces));
        if (before && !before.revoked_at) {
          ended = before.device_id;
          markRevoked(tx, ended, at);
          const told = tell({ type: "device.revoked", device_id: ended });
          if (!told.ok) return told;
        }
        const device = { device_id, kind: row.kind, name: row.name, token_hash: hashToken(token), paired_at: at };
        insertDevice(tx, { ...device, last_seen_at: null, revoked_at: null, told_at: at });
        const told = tell({ type: "device.paired", device });
        return told.ok ? ok({ device_id, store_id, kind: row.kind, token }) : told;
      });
      if (claimed.ok && ended !== null) {
        principals.forgetDevice(ended);
        endStreams(ended);
      }
      return claimed;
    },
  };
}

/** The pairing to end when too many wait: the oldest unapproved one of the network that has begun the most. */
function oldestOfTheBusiest(waiting: readonly PairingRow[]): PairingRow | null {
  const open = waiting.filter((row) => row.approved_at === null);
  const begun = new Map<string, number>();
  for (const { asked_by } of open) begun.set(asked_by, (begun.get(asked_by) ?? 0) + 1);
  const most = Math.max(0, ...begun.values());
  const [oldest] = open.filter((row) => begun.get(row.asked_by) === most).sort((a, b) => (a.expires_at < b.expires_at ? -1 : 1));
  return oldest ?? null;
}

function viewOf({ pairing_id, code, kind, name, expires_at, approved_at }: PairingRow): WaitingView {
  return { pairing_id, code, kind, name, expires_at, approved: approved_at !== null };
}

/** Six digits: typed on a number pad. */
function newCode(randomBytes: RandomBytes): string {
  const bytes = randomBytes(4);
  const number = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
  return String(number % 1_000_000).padStart(6, "0");
}
