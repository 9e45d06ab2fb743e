/** The screens of a store, by the kind of device that shows each. */
import type { DeviceKind } from "@crema/shared/domain/staff/actor";

/** A console has none. */
export type KindWithScreen = Exclude<DeviceKind, "console">;

export const SCREENS: readonly { readonly kind: KindWithScreen; readonly path: string }[] = [
  { kind: "pos", path: "/pos" },
  { kind: "barista", path: "/barista" },
  { kind: "board", path: "/board" },
];
