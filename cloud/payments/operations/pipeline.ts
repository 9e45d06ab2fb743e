/**
 * The operations that this node has under way: a bounded number, so that a provider that is slow does not gather all of them here, and none
 * waits for another's end. What is opened by a commit of this node is taken in that commit and begun right after it; what no node could
 * take then, or one has left behind, is found as due. Pitfall: refunds and releases can be many at once and nobody stands there for them,
 * so they never take the places that captures need within their minute.
 */

import { iso, type Timers } from "@crema/shared/domain/kernel/clock";
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
  /** Takes what the unit of work has opened, as far as there are places. */
  take(unit: UnitOfWork): Opened | null;
}

export function createPipeline(deps: PaymentDeps, timers: Timers, onError: (error: unknown) => void): Pipeline {
  const underWay = new Set<Promise<void>>();
  let patient = 0;
  /** Places that are kept for transactions that have not ended. */
  let kept = 0;
  let stopped = false;
  const free = () => AT_ONCE - underWay.size - kept;

  const start = (claimed: ClaimedOperation): void => {
    const isPatient = PATIENT.includes(claimed.kind);
    patient += isPatient ? 1 : 0;
    const done = carryOut(deps, claimed)
      .catch(onError)
      .finally(() => {
        underWay.delete(done);
        patient -= isPatient ? 1 : 0;
        // What did not fit in may be due.
        if (isFull) job.poke();
      });
    underWay.add(done);
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

  return {
    ...job,
    take(unit) {
      if (isFrozen(unit) || stopped) return null;
      const now = iso(unit.clock.now());
      const claimed: ClaimedOperation[] = [];
      let isLeft = false;
      for (const money of unit.online.values()) {
        for (const operation of money.operations) {
          if (!money.changedOperations.has(operation.operation_id) || !isDue(operation, now)) continue;
          if (isNewCapture(operation) && free() > 0) {
            kept += 1;
            claimed.push(claimNew(money, operation, unit.clock.now()));
          } else isLeft = true;
        }
      }
      if (claimed.length === 0 && !isLeft) return null;
      return {
        begin() {
          kept -= claimed.length;
          for (const each of claimed) start(each);
          if (isLeft) job.poke();
        },
        drop() {
          kept -= claimed.length;
        },
      };
    },
    async stop() {
      stopped = true;
      await job.stop();
      await Promise.all(underWay);
    },
  };
}

const isDue = ({ state, due_at, leased_until }: OperationRow, now: string): boolean =>
  state === "OPEN" && due_at <= now && (leased_until === null || leased_until <= now);

/** Nothing of it has to be read before it is tried. */
const isNewCapture = ({ kind, tries, attempt, read_first }: OperationRow): boolean =>
  kind === "CAPTURE" && tries === 0 && attempt === 1 && !read_first;
