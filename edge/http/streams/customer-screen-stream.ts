/**
 * What tills show their guests, and which tip a guest has chosen, in memory alone: after a restart a till says it again as soon as it hears
 * the box. Each till has its own, and its screens hear nothing of another's.
 */
import type { ChosenTip, CustomerScreen } from "@crema/shared/contract/customer-screen";
import { type CustomerScreenFrame, type CustomerTipFrame, STREAM_HEARTBEAT_MS } from "@crema/shared/contract/streams";
import type { Timers } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import { mostTipCents } from "@crema/shared/domain/payment/tip-limit";
import { CLOSE_CODES, type StreamSocket, sendHeartbeats } from "@crema/shared/server/socket";

const NOT_ASKED: Result<never> = refuse("payment.tip_not_asked", "The till takes no tip for that ticket now.");

export interface CustomerScreenStream {
  show(deviceId: string, screen: CustomerScreen): void;
  /** The guest's screen: what the till shows now, and whenever it changes. */
  joinScreen(socket: StreamSocket, deviceId: string): void;
  /** The till: which tip was chosen last for the ticket that it shows, and each one after. */
  joinTill(socket: StreamSocket, deviceId: string): void;
  /** `limitCents`: the store's. Refuses, heard by nobody, with payment.tip_not_asked and payment.tip_too_large. */
  choose(deviceId: string, tip: ChosenTip, limitCents: number): Result<null>;
  /** Another tablet is the till's, or none: the streams of the one before end, and the till is told. */
  tabletChanged(deviceId: string): void;
}

interface TillRoom {
  screen: CustomerScreen | null;
  tip: (ChosenTip & { readonly number: number }) | null;
  cursor: number;
  readonly screens: Set<StreamSocket>;
  readonly tills: Set<StreamSocket>;
}

export function createCustomerScreenStream(timers: Timers): CustomerScreenStream {
  const rooms = new Map<string, TillRoom>();
  const roomOf = (deviceId: string): TillRoom => {
    const found = rooms.get(deviceId) ?? { screen: null, tip: null, cursor: 0, screens: new Set(), tills: new Set() };
    rooms.set(deviceId, found);
    return found;
  };
  const enter = (socket: StreamSocket, room: TillRoom, sockets: Set<StreamSocket>) => {
    sockets.add(socket);
    socket.onClose(() => void sockets.delete(socket));
    sendHeartbeats(socket, timers, STREAM_HEARTBEAT_MS, () => JSON.stringify({ type: "heartbeat", cursor: room.cursor }));
  };
  const screenFrame = ({ cursor, screen }: TillRoom) => JSON.stringify({ type: "screen", cursor, screen } satisfies CustomerScreenFrame);
  const tipFrame = ({ cursor, tip }: TillRoom) => JSON.stringify({ type: "tip", cursor, tip } satisfies CustomerTipFrame);
  return {
    show(deviceId, screen) {
      const room = roomOf(deviceId);
      room.screen = screen;
      room.cursor += 1;
      if (room.tip?.ticket_key !== screen.ticket_key) room.tip = null;
      for (const socket of room.screens) socket.send(screenFrame(room));
    },
    joinScreen(socket, deviceId) {
      const room = roomOf(deviceId);
      enter(socket, room, room.screens);
      socket.send(screenFrame(room));
    },
    joinTill(socket, deviceId) {
      const room = roomOf(deviceId);
      enter(socket, room, room.tills);
      socket.send(tipFrame(room));
    },
    choose(deviceId, tip, limitCents) {
      const room = roomOf(deviceId);
      const { screen } = room;
      if (!screen?.tip || screen.ticket_key !== tip.ticket_key) return NOT_ASKED;
      const most = mostTipCents(Math.max(screen.total_cents ?? 0, screen.tip.of_cents), limitCents);
      if (tip.tip_cents > most) return refuse("payment.tip_too_large", `The most is ${moneyText(most, screen)}. Choose another tip.`);
      room.cursor += 1;
      room.tip = { ...tip, number: room.cursor };
      for (const socket of room.tills) socket.send(tipFrame(room));
      return ok(null);
    },
    tabletChanged(deviceId) {
      const room = roomOf(deviceId);
      for (const socket of [...room.screens]) socket.close(CLOSE_CODES.token_over, "revoked");
      room.cursor += 1;
      const frame = JSON.stringify({ type: "tablet", cursor: room.cursor } satisfies CustomerTipFrame);
      for (const socket of room.tills) socket.send(frame);
    },
  };
}
