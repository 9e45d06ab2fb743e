/**
 * Reads and writes of devices, pairings, sessions and PIN attempts. Every function takes the database that it works on:
 * the open one for a read, the transaction for a write. Writes take part in a command of executor.ts, the only write
 * path.
 */

import type { Result } from "@crema/shared/domain/kernel/errors";
import { and, asc, eq, isNull, lt } from "drizzle-orm";
import type { BaseSQLiteDatabase } from "drizzle-orm/sqlite-core";
import type { Notice } from "../commands/staff-notice.ts";
import { customerScreens, devices, pairings, pinAttempts, staffSessions } from "../db/device-schema.ts";

export type AuthDatabase = BaseSQLiteDatabase<"sync", unknown>;
/** Notifies headquarters, in the same commit. */
export type Tell = (notice: Notice) => Result<null>;
/** One write transaction of the box (executor.ts): rolled back on a refusal, resolved after the commit. */
export type Write = <T>(work: (tx: AuthDatabase, tell: Tell) => Result<T>) => Promise<Result<T>>;

export type DeviceRow = typeof devices.$inferSelect;
export type PairingRow = typeof pairings.$inferSelect;
export type SessionRow = typeof staffSessions.$inferSelect;
export type CustomerScreenRow = typeof customerScreens.$inferSelect;
export type AttemptsRow = typeof pinAttempts.$inferSelect;

export function deviceByToken(db: AuthDatabase, tokenHash: string): DeviceRow | null {
  return db.select().from(devices).where(eq(devices.token_hash, tokenHash)).get() ?? null;
}

export function deviceById(db: AuthDatabase, deviceId: string): DeviceRow | null {
  return db.select().from(devices).where(eq(devices.device_id, deviceId)).get() ?? null;
}

export function allDevices(db: AuthDatabase): DeviceRow[] {
  return db.select().from(devices).orderBy(asc(devices.paired_at)).all();
}

export function insertDevice(tx: AuthDatabase, row: DeviceRow): void {
  tx.insert(devices).values(row).run();
}

export function markRevoked(tx: AuthDatabase, deviceId: string, at: string): void {
  tx.update(devices).set({ revoked_at: at }).where(eq(devices.device_id, deviceId)).run();
  endSessionsOn(tx, deviceId, at);
}

/** Replaces the device's token, which is no longer valid. */
export function giveToken(tx: AuthDatabase, deviceId: string, tokenHash: string, at: string): void {
  tx.update(devices).set({ token_hash: tokenHash }).where(eq(devices.device_id, deviceId)).run();
  endSessionsOn(tx, deviceId, at);
}

function endSessionsOn(tx: AuthDatabase, deviceId: string, at: string): void {
  tx.update(staffSessions)
    .set({ ended_at: at })
    .where(and(eq(staffSessions.device_id, deviceId), isNull(staffSessions.ended_at)))
    .run();
}

export function markSeen(tx: AuthDatabase, deviceId: string, at: string): void {
  tx.update(devices).set({ last_seen_at: at }).where(eq(devices.device_id, deviceId)).run();
}

export function sessionByToken(db: AuthDatabase, tokenHash: string): SessionRow | null {
  return db.select().from(staffSessions).where(eq(staffSessions.token_hash, tokenHash)).get() ?? null;
}

/** Also deletes sessions that expired before `forgetBefore`, because a box signs people in for years. */
export function insertSession(tx: AuthDatabase, row: SessionRow, forgetBefore: string): void {
  tx.delete(staffSessions).where(lt(staffSessions.expires_at, forgetBefore)).run();
  tx.insert(staffSessions).values(row).run();
}

export function endSession(tx: AuthDatabase, tokenHash: string, at: string): void {
  tx.update(staffSessions).set({ ended_at: at }).where(eq(staffSessions.token_hash, tokenHash)).run();
}

export function pairingById(db: AuthDatabase, pairingId: string): PairingRow | null {
  return db.select().from(pairings).where(eq(pairings.pairing_id, pairingId)).get() ?? null;
}

/** Pairings that can still be approved or claimed. */
export function openPairings(db: AuthDatabase): PairingRow[] {
  return db.select().from(pairings).where(isNull(pairings.claimed_at)).all();
}

export function insertPairing(tx: AuthDatabase, row: PairingRow, forgetBefore: string): void {
  tx.delete(pairings).where(lt(pairings.expires_at, forgetBefore)).run();
  tx.insert(pairings).values(row).run();
}

export function endPairing(tx: AuthDatabase, pairingId: string): void {
  tx.delete(pairings).where(eq(pairings.pairing_id, pairingId)).run();
}

export function markApproved(tx: AuthDatabase, pairingId: string, at: string, by: string): void {
  tx.update(pairings).set({ approved_at: at, approved_by: by }).where(eq(pairings.pairing_id, pairingId)).run();
}

export function markClaimed(tx: AuthDatabase, pairingId: string, at: string): void {
  tx.update(pairings).set({ claimed_at: at }).where(eq(pairings.pairing_id, pairingId)).run();
}

export function attemptsOf(db: AuthDatabase, deviceId: string): AttemptsRow | null {
  return db.select().from(pinAttempts).where(eq(pinAttempts.device_id, deviceId)).get() ?? null;
}

export function saveAttempts(tx: AuthDatabase, row: AttemptsRow): void {
  tx.insert(pinAttempts).values(row).onConflictDoUpdate({ target: pinAttempts.device_id, set: row }).run();
}

export function forgetAttempts(tx: AuthDatabase, deviceId: string): void {
  tx.delete(pinAttempts).where(eq(pinAttempts.device_id, deviceId)).run();
}

export function customerScreenOf(db: AuthDatabase, deviceId: string): CustomerScreenRow | null {
  return db.select().from(customerScreens).where(eq(customerScreens.device_id, deviceId)).get() ?? null;
}

export function customerScreenByToken(db: AuthDatabase, tokenHash: string): CustomerScreenRow | null {
  return db.select().from(customerScreens).where(eq(customerScreens.token_hash, tokenHash)).get() ?? null;
}

/** In place of the till's screen before it, whose token ends. */
export function saveCustomerScreen(tx: AuthDatabase, row: CustomerScreenRow): void {
  tx.insert(customerScreens).values(row).onConflictDoUpdate({ target: customerScreens.device_id, set: row }).run();
}

export function deleteCustomerScreen(tx: AuthDatabase, deviceId: string): void {
  tx.delete(customerScreens).where(eq(customerScreens.device_id, deviceId)).run();
}
