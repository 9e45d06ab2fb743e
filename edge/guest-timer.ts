/** Ends the tickets of guests that nobody has fetched, when they have waited for long enough (guests/deadlines.ts). */
import type { TimerHandle, Timers } from "@crema/shared/domain/kernel/clock";
import type { Service } from "@crema/shared/server/service";
import type { ChangeBus, EdgeCommands } from "./ports.ts";

/** After a fault. */
const AGAIN_MS = 20_000;

export interface GuestTimerDeps {
  readonly commands: Pick<EdgeCommands, "endGuestDrafts">;
  readonly changeBus: ChangeBus;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
}

export function createGuestTimer({ commands, changeBus, timers, onError }: GuestTimerDeps): Service {
  let timer: TimerHandle | null = null;
  let isStopped = false;

  function wait(ms: number | null): void {
    timer?.cancel();
    timer = ms === null || isStopped ? null : timers.after(Math.max(ms, 0), look);
  }

  function look(): void {
    commands
      .endGuestDrafts()
      .then((next) => wait(next.ok ? next.value : AGAIN_MS))
      .catch((error: unknown) => {
        onError(error);
        wait(AGAIN_MS);
      });
  }

  let unsubscribe = (): void => undefined;
  return {
    start() {
      unsubscribe = changeBus.subscribe((change) => {
        if (change.type === "drafts") look();
      });
      look();
    },
    stop() {
      isStopped = true;
      timer?.cancel();
      unsubscribe();
    },
  };
}
