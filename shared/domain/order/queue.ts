/** What a queue is: open orders, those that staff put first before the others, each by its promise (place-on-queue.ts), without those left open long ago. */
import { iso } from "../kernel/clock.ts";

/** The most orders sent at once. A longer queue says how many more there are. */
export const QUEUE_LENGTH = 200;

/** An open order that was promised longer ago is "left open": no longer on the queue, and for staff to finish or cancel. */
const LEFT_OPEN_AFTER_MS = 12 * 3_600_000;

/** Orders promised before this are left open. */
export const queueSince = (nowMs: number): string => iso(nowMs - LEFT_OPEN_AFTER_MS);
