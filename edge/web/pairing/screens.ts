/** The screens of a store, by the kind of device that shows each. */
import type { DeviceKind } from "@crema/shared/domain/staff/actor";

export interface ScreenOfStore {
  readonly kind: DeviceKind;
  readonly path: string;
  readonly name: string;
  readonly about: string;
}

export const SCREENS: readonly ScreenOfStore[] = [
  { kind: "pos", path: "/pos", name: "Till", about: "Take orders and money" },
  { kind: "barista", path: "/barista", name: "Queue", about: "Make what was ordered" },
  { kind: "board", path: "/board", name: "Board", about: "Show guests what is ready" },
];
