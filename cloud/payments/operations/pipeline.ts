/**
 * The operations that this node has under way: a bounded number, so that a provider that is slow does not gather all of them here, and none
 * waits for another's end. What is opened by a commit of this node is taken in that commit and begun right after it; what no node could
 * take then, or one has left behind, is found as due. Pitfall: refunds and releases can be many at once and nobody stands there for them,
 * so they never take the places that captures need within their minute.
 */

import { iso, type TimerHandle, type Timers } from "@crema/shared/domain/kernel/clock";
import { createJob, type Job } from "@crema/shared/server/service";
import type { OperationRow } from "../../db/online-money.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";
import type { Opened } from "../../executor.ts";
import { isFrozen } from "../../freeze/freeze.ts";
import { claimDue, claimNew, PATIENT, URGENT } from "./claim.ts";
import type { ClaimedOperation, PaymentDeps } from "./operation.ts";
import { carryOut } from "./worker.ts";

const EVERY_MS = 1_000;
const AT_ONCE = 20;
const PATIENT_AT_ONCE = 10;

export interface Pipeline extends Job {
  /** Resolves when this node's call for the intent has ended, and its outcome is stored; null where none is under way. */
  settled(intentId: string): Promise<unknown> | null;
  /** Takes what the unit of work has opened, as far as there are places. */
  take(unit: UnitOfWork): Opened | null;
}

export function createPipeline(deps: PaymentDeps, timers: Timers, onError: (error: unknown) => void): Pipeline {
  const underWay = new Set<Promise<unknown>>();
  let patient = 0;
  /** Places that are kept for transactions that have not ended. */
  let kept = 0;
  let stopped = false;
  const free = () => AT_ONCE - underWay.size - kept;

  /** By the intent: calls that are under way. */
  const calls = new Map<string, Promise<unknown>>();

  const start = (claimed: ClaimedOperation): void => {
    const { intent_id: intentId } = claimed;
    const isPatient = PATIENT.includes(claimed.kind);
    patient += isPatient ? 1 : 0;
    const done: Promise<unknown> = carryOut(deps, claimed)
      .catch(onError)
      .finally(() => {
        underWay.delete(done);
        if (intentId !== null && calls.get(intentId) === done) calls.delete(intentId);
        patient -= isPatient ? 1 : 0;
        // What did not fit in may be due.
        if (isFull) job.poke();
      });
    underWay.add(done);
    if (intentId !== null) calls.set(intentId, done);
  };

  /** The last look found more than there were places for. */
  let isFull = false;
  const job = createJob({
    timers,
    everyMs: EVERY_MS,
    onError,
    async run() {
      isFull = false;
      for (const [kinds, places] of [[URGENT, free] as const, [PATIENT, () => Math.min(free(), PATIENT_AT_ONCE - patient)] as const]) {
        const limit = places();
        kept += Math.max(limit, 0);
        const claimed = await claimDue(deps, kinds, limit).finally(() => {
          kept -= Math.max(limit, 0);
        });
        for (const each of claimed) start(each);
        isFull ||= claimed.length >= limit;
      }
    },
  });

  const again = new Set<TimerHandle>();
  /** A customer waits for it: it is not to wait for the next look as well. */
  const wakeIn = (ms: number): void => {
    const timer = timers.after(ms, () => {
      again.delete(timer);
      job.poke();
    });
    again.add(timer);
  };

  return {
    ...job,
    settled: (intentId) => calls.get(intentId) ?? null,
    take(unit) {
      if (isFrozen(unit) || stopped) return null;
      const now = iso(unit.clock.now());
      const claimed: ClaimedOperation[] = [];
      let isLeft = false;
      /** How long those wait that are tried again. */
      const againMs: number[] = [];
      for (const money of unit.online.values()) {
        for (const operation of money.operations) {
          if (!money.changedOperations.has(operation.operation_id)) continue;
          if (isAgain(operation, now)) againMs.push(Date.parse(operation.due_at) - unit.clock.now());
          if (!isDue(operation, now)) continue;
          if (isNewCapture(operation) && free() > 0) {
            kept += 1;
            claimed.push(claimNew(money, operation, unit.clock.now()));
          } else isLeft = true;
        }
      }
      if (claimed.length === 0 && !isLeft && againMs.length === 0) return null;
      return {
        begin() {
          kept -= claimed.length;
          for (const each of claimed) start(each);
          for (const ms of againMs) wakeIn(ms);
          if (isLeft) job.poke();
        },
        drop() {
          kept -= claimed.length;
        },
      };
    },
    async stop() {
      stopped = true;
      for (const timer of again) timer.cancel();
      await job.stop();
      await Promise.all(underWay);
    },
  };
}

const isDue = ({ state, due_at, leased_until }: OperationRow, now: string): boolean =>
  state === "OPEN" && due_at <= now && (leased_until === null || leased_until <= now);

const isAgain = ({ kind, state, due_at, leased_until }: OperationRow, now: string): boolean =>
  URGENT.includes(kind) && state === "OPEN" && leased_until === null && due_at > now;

/** Nothing of it has to be read before it is tried. */
const isNewCapture = ({ kind, tries, attempt, read_first }: OperationRow): boolean =>
  kind === "CAPTURE" && tries === 0 && attempt === 1 && !read_first;
