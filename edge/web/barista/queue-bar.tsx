/** Always in sight: which station this screen is, how long an order takes, the app's pause, the sound. */
import { Brand } from "@crema/ui/components/brand.tsx";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { Icon } from "@crema/ui/components/icon.tsx";
import { logoOf } from "@crema/ui/use-store-look.ts";
import MonitorSmartphone from "lucide-react/icons/monitor-smartphone";
import { SoundSwitch } from "../sound-switch.tsx";
import type { Queue } from "../use-queue.ts";
import type { Sound } from "../use-sound.ts";
import { AverageTime } from "./average-time.tsx";
import type { StationChoice } from "./missing.ts";
import { PauseControl } from "./pause-control.tsx";

const STATIONS = [
  { id: "all", name: "All" },
  { id: "bar", name: "Bar" },
  { id: "cold", name: "Cold" },
  { id: "food", name: "Food" },
] as const satisfies readonly { id: StationChoice; name: string }[];

export interface QueueBarProps {
  readonly storeId: string | null;
  readonly queue: Queue;
  readonly boxNow: number;
  readonly station: StationChoice;
  readonly sound: Sound;
  onStation(station: StationChoice): void;
}

export function QueueBar({ storeId, queue, boxNow, station, sound, onStation }: QueueBarProps) {
  return (
    <header className="barista-bar">
      <Brand logo={logoOf(queue.link?.look)} />
      <h1>Queue</h1>
      <OneOf label="Station" choices={STATIONS} chosen={station} onChoose={(id) => onStation(id as StationChoice)} />
      <span className="barista-space" />
      {storeId === null ? null : <AverageTime boxNow={boxNow} />}
      <PauseControl storeId={storeId} pausedUntil={queue.appOrdersPausedUntil} boxNow={boxNow} isLive={queue.link?.state === "LIVE"} />
      <SoundSwitch sound={sound} />
      <a className="button button-plain" href="/" aria-label="Devices">
        <Icon of={MonitorSmartphone} />
        <span className="wide-only">Devices</span>
      </a>
    </header>
  );
}
