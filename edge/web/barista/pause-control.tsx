/**
 * Pauses app orders from the queue, and takes them again. Whoever stands here sees until when, and how long that is, so that nobody
 * wonders why the app is silent.
 */
import type { PauseFor } from "@crema/shared/contract/app-orders";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useMutation } from "@tanstack/react-query";
import Pause from "lucide-react/icons/pause";
import Play from "lucide-react/icons/play";
import { useState } from "react";
import { BOX, useStoreApi } from "../store-api.ts";

const LENGTHS: readonly (readonly [PauseFor, string])[] = [
  ["10_MINUTES", "10 minutes"],
  ["20_MINUTES", "20 minutes"],
  ["30_MINUTES", "30 minutes"],
  ["UNTIL_TOMORROW", "Until tomorrow"],
];

export interface PauseControlProps {
  readonly storeId: string | null;
  /** null: app orders are taken. */
  readonly pausedUntil: string | null;
  readonly boxNow: number;
  /** Whether the cloud hears of it now. */
  readonly isLive: boolean;
}

export function PauseControl({ storeId, pausedUntil, boxNow, isLive }: PauseControlProps) {
  const api = useStoreApi();
  const { time, minutes } = useFormat();
  const [isAsking, setIsAsking] = useState(false);
  const set = useMutation({
    mutationFn: (paused_for: PauseFor | null) =>
      unwrap(api.v1.stores[":store_id"]["app-orders"].$put({ param: { store_id: storeId ?? "" }, json: { paused_for } })),
    onSuccess: () => setIsAsking(false),
  });
  const left = pausedUntil === null ? 0 : Date.parse(pausedUntil) - boxNow;
  const isPaused = pausedUntil !== null && left > 0;
  return (
    <div className="barista-pause">
      {isPaused ? (
        <span className="barista-paused" role="status">
          <b>App orders are paused until {time(pausedUntil)}</b> <span className="number">{minutes(left + 59_999)} left</span>
        </span>
      ) : null}
      <SteadyButton
        meaning={isPaused ? "resume" : "pause"}
        icon={isPaused ? Play : Pause}
        aria-label={isPaused ? "Take app orders again" : "Pause app orders"}
        isDisabled={storeId === null || set.isPending}
        onPress={() => (isPaused ? set.mutate(null) : setIsAsking(true))}
      >
        <span className="wide-only">{isPaused ? "Take app orders again" : "Pause app orders"}</span>
      </SteadyButton>
      {isAsking ? null : <ProblemNote error={set.error} server={BOX} />}
      <Sheet
        title="Pause app orders"
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        problem={<ProblemNote error={set.error} server={BOX} />}
      >
        <div className="stack">
          <p>The app takes no orders for now until then. What was ordered already is to be made, and the counter goes on.</p>
          {isLive ? null : (
            <p className="note note-warn">
              The line is down, so the app takes none for now anyway. It hears of this when the line is back.
            </p>
          )}
          {LENGTHS.map(([length, name]) => (
            <Button key={length} size="large" wide isDisabled={set.isPending} onPress={() => set.mutate(length)}>
              {name}
            </Button>
          ))}
        </div>
      </Sheet>
    </div>
  );
}
