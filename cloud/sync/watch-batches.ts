/**
 * A batch that breaks something here is sent again for ever, and its store gets no further. After a few times in the same way
 * headquarters is told, once. A database that is away says nothing about the batch and does not count.
 */
import type { Result } from "@crema/shared/domain/kernel/errors";
import type { Ingested } from "@crema/sync/cloud/ingest";
import type { UpBatch } from "@crema/sync/protocol/up";
import { classifyDatabaseError } from "../db/database.ts";
import type { Executor } from "../executor.ts";

export const BATCH_FAILS_KIND = "sync.batch_fails";
/** So often in the same way until a person is told. */
export const SAME_FAULTS = 5;

const ADVICE =
  'Nothing of the batch was applied, and nothing of it is lost: the store sells on and sends it again. It is a fault of this service; its log has the error as "a bug". Once a release mends it the store catches up by itself, and this can be resolved.';

type Ingest<B> = (batch: UpBatch, box: B) => Promise<Result<Ingested>>;

/** `onError`: headquarters could not be told. */
export function watchBatches<B>(ingest: Ingest<B>, executor: Executor, onError: (error: unknown) => void): Ingest<B> {
  /** store -> what its last batch broke, and how often in a row. */
  const faults = new Map<string, { fault: string; times: number }>();

  return async (batch, box) => {
    try {
      const response = await ingest(batch, box);
      faults.delete(batch.store_id);
      return response;
    } catch (error) {
      if (classifyDatabaseError(error) === null) await note(batch, error);
      throw error;
    }
  };

  async function note(batch: UpBatch, error: unknown): Promise<void> {
    const message = error instanceof Error ? error.message : String(error);
    const fault = `${batch.epoch}-${batch.from_seq} ${message}`;
    const before = faults.get(batch.store_id);
    const times = before?.fault === fault ? before.times + 1 : 1;
    faults.set(batch.store_id, { fault, times });
    // Told again after as many more, for when somebody has resolved it and it goes on.
    if (times % SAME_FAULTS === 0) await tell(batch, message).catch(onError);
  }

  async function tell({ store_id, from_seq }: UpBatch, message: string): Promise<void> {
    const detail = `The store's events from number ${from_seq} on have failed here ${SAME_FAULTS} times in a row in the same way: ${message.slice(0, 1_500)}`;
    await executor.transaction(async (unit) => {
      unit.raise({ store_id, order_id: null, kind: BATCH_FAILS_KIND, detail, what_to_do: ADVICE });
    });
  }
}
