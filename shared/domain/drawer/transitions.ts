/**
 * What may be done with the drawer, as a total table: a new state or command does not compile without its cell. A cell is
 * the refusal, or null where the command goes on to its own conditions. NONE: no session is open. `close_day` ends the day of a store
 * that takes no cash, and is about whichever session is open.
 */
import type { ErrorCode } from "../kernel/errors.ts";
import type { DrawerStatus } from "./drawer.ts";

export type DrawerState = "NONE" | DrawerStatus;
export type DrawerCommandType = "open" | "pay_in" | "pay_out" | "no_sale" | "count" | "close" | "close_day";

const ended = {
  open: null,
  pay_in: "drawer.not_open",
  pay_out: "drawer.not_open",
  no_sale: null,
  count: "drawer.not_open",
  close: "drawer.not_open",
  close_day: null,
} as const;

/*
 *           open            count           close
 *  NONE ─────────▶ OPEN ──────────▶ COUNTED ─────────▶ CLOSED, and then as NONE
 *                  │  ▲               │  ▲
 *                  └──┘               └──┘
 *          pay in, pay out,       the same, and
 *             no sale             counted again
 */
export const DRAWER: Readonly<Record<DrawerState, Readonly<Record<DrawerCommandType, ErrorCode | null>>>> = {
  NONE: ended,
  OPEN: {
    open: "drawer.already_open",
    pay_in: null,
    pay_out: null,
    no_sale: null,
    count: null,
    close: "drawer.not_counted",
    close_day: "drawer.already_open",
  },
  COUNTED: {
    open: "drawer.already_open",
    pay_in: null,
    pay_out: null,
    no_sale: null,
    count: null,
    close: null,
    close_day: "drawer.already_open",
  },
  CLOSED: ended,
};

/** Opening the drawer without a sale, or taking cash out of it, needs a manager. */
export const NEEDS_MANAGER: Readonly<Record<DrawerCommandType, boolean>> = {
  open: false,
  pay_in: false,
  pay_out: true,
  no_sale: true,
  count: false,
  close: false,
  close_day: false,
};
