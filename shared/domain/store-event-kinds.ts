/** Which events are about the store itself, not about an order. */
import type { DomainEvent, EventOf, EventType } from "./events.ts";
import type { DrawerEvent } from "./store-events.ts";

/** Notices about the machine of a moment, what was sold out in it, and when its queue expected what: nothing of it is so any more when another disk is read (U8). */
export function isOfItsMoment(event: DomainEvent): boolean {
  if (event.type === "order.promise_moved") return true;
  return event.type.endsWith(".availability_changed") || isPause(event) || event.type === "clock.confirmed" || isStaffNotice(event);
}

/** The events that are about the store itself, not about an order. */
export type StoreEvent =
  | DrawerEvent
  | StaffNotice
  | DeviceEvent
  | PauseEvent
  | EventOf<"item.availability_changed" | "modifier.availability_changed" | "clock.confirmed">;
export type PauseEvent = EventOf<"app_orders.paused" | "app_orders.resumed">;
export type DeviceEvent = EventOf<"device.paired" | "device.revoked">;
/** Notices from a box to headquarters about its staff's PINs. */
export type StaffNotice = EventOf<"staff.pin_locked" | "staff.pin_shared">;

export function isDrawerEvent(event: DomainEvent): event is DrawerEvent {
  return event.type.startsWith("drawer.") || event.type === "day.closed";
}
export function isStaffNotice(event: DomainEvent): event is StaffNotice {
  return event.type.startsWith("staff.");
}
export function isPause(event: DomainEvent): event is PauseEvent {
  return event.type.startsWith("app_orders.");
}
export function isDeviceEvent(event: DomainEvent): event is DeviceEvent {
  return event.type.startsWith("device.");
}
const OTHER_STORE_EVENTS: ReadonlySet<EventType> = new Set<EventType>([
  "item.availability_changed",
  "modifier.availability_changed",
  "clock.confirmed",
]);
export function isStoreEvent(event: DomainEvent): event is StoreEvent {
  return OTHER_STORE_EVENTS.has(event.type) || isPause(event) || isStaffNotice(event) || isDeviceEvent(event) || isDrawerEvent(event);
}
