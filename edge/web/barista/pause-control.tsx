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
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import Pause from "lucide-react/icons/pause";
import Play from "lucide-react/icons/play";
import { useState } from "react";
import { BOX, useStoreApi } from "../store-api.ts";

/** In minutes; null: until tomorrow. */
const LENGTHS: readonly (readonly [PauseFor, number | null])[] = [
  ["10_MINUTES", 10],
  ["20_MINUTES", 20],
  ["30_MINUTES", 30],
  ["UNTIL_TOMORROW", null],
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
  const t = useWords();
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
          <b>{t("queue.paused_until", { time: time(pausedUntil) })}</b>{" "}
          <span className="number">{t("queue.time_left", { time: minutes(left + 59_999) })}</span>
        </span>
      ) : null}
      <SteadyButton
        meaning={isPaused ? "resume" : "pause"}
        icon={isPaused ? Play : Pause}
        aria-label={t(isPaused ? "queue.resume" : "queue.pause")}
        isDisabled={storeId === null || set.isPending}
        onPress={() => (isPaused ? set.mutate(null) : setIsAsking(true))}
      >
        <span className="wide-only">{t(isPaused ? "queue.resume" : "queue.pause")}</span>
      </SteadyButton>
      {isAsking ? null : <ProblemNote error={set.error} server={BOX} />}
      <Sheet
        title={t("queue.pause")}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        problem={<ProblemNote error={set.error} server={BOX} />}
      >
        <div className="stack">
          <p>{t("queue.pause.what")}</p>
          {isLive ? null : <p className="note note-warn">{t("queue.pause.offline")}</p>}
          {LENGTHS.map(([length, count]) => (
            <Button key={length} size="large" wide isDisabled={set.isPending} onPress={() => set.mutate(length)}>
              {count === null ? t("queue.pause.tomorrow") : t("queue.pause.minutes", { count })}
            </Button>
          ))}
        </div>
      </Sheet>
    </div>
  );
}
