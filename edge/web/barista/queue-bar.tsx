/** Always in sight: which station this screen is, how long an order takes, the app's pause, the sound. */
import { Brand } from "@crema/ui/components/brand.tsx";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { Icon } from "@crema/ui/components/icon.tsx";
import { logoOf } from "@crema/ui/use-store-look.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import MonitorSmartphone from "lucide-react/icons/monitor-smartphone";
import { SoundSwitch } from "../sound-switch.tsx";
import type { Queue } from "../use-queue.ts";
import type { Sound } from "../use-sound.ts";
import { AverageTime } from "./average-time.tsx";
import type { StationChoice } from "./missing.ts";
import { PauseControl } from "./pause-control.tsx";

const STATIONS = ["all", "bar", "cold", "food"] as const satisfies readonly StationChoice[];

export interface QueueBarProps {
  readonly storeId: string | null;
  readonly queue: Queue;
  readonly boxNow: number;
  readonly station: StationChoice;
  readonly sound: Sound;
  onStation(station: StationChoice): void;
}

export function QueueBar({ storeId, queue, boxNow, station, sound, onStation }: QueueBarProps) {
  const t = useWords();
  return (
    <header className="barista-bar">
      <Brand logo={logoOf(queue.link?.look)} />
      <h1>{t("queue.title")}</h1>
      <OneOf
        label={t("queue.station")}
        choices={STATIONS.map((id) => ({ id, name: t(`queue.station.${id}`) }))}
        chosen={station}
        onChoose={(id) => onStation(id as StationChoice)}
      />
      <span className="barista-space" />
      {storeId === null ? null : <AverageTime boxNow={boxNow} />}
      <PauseControl storeId={storeId} pausedUntil={queue.appOrdersPausedUntil} boxNow={boxNow} isLive={queue.link?.state === "LIVE"} />
      <SoundSwitch sound={sound} />
      <a className="button button-plain" href="/" aria-label={t("queue.devices")}>
        <Icon of={MonitorSmartphone} />
        <span className="wide-only">{t("queue.devices")}</span>
      </a>
    </header>
  );
}
