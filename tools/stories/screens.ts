/**
 * The parts of the screens. Each screen has an address of its own (`?screen=till`) and its own style sheets, which are not made to
 * be on one page with those of another.
 */
import type { Story } from "./story.ts";

export type Stories = Readonly<Record<string, readonly Story[]>>;

export const SCREENS: Readonly<Record<string, () => Promise<Stories>>> = {
  async till() {
    const { ticketStories, lineSheetStories, paySheetStories } = await import("./screens/till-stories.tsx");
    const sheets = await import("./screens/till-sheet-stories.tsx");
    return {
      ticket: ticketStories,
      "line-sheet": lineSheetStories,
      "pay-sheet": paySheetStories,
      "order-sheet": sheets.orderSheetStories,
      "refund-sheet": sheets.refundSheetStories,
      "held-sheet": sheets.heldSheetStories,
      "drawer-sheet": sheets.drawerSheetStories,
    };
  },
  async bar() {
    const { barTicketStories, sideCardStories } = await import("./screens/bar-stories.tsx");
    return { ticket: barTicketStories, "side-card": sideCardStories };
  },
  async board() {
    return { column: (await import("./screens/board-stories.tsx")).boardColumnStories };
  },
  async app() {
    const { cartLineStories, orderCardStories, orderProgressStories, totalsStories } = await import("./screens/app-stories.tsx");
    return { "cart-lines": cartLineStories, totals: totalsStories, "order-card": orderCardStories, "order-progress": orderProgressStories };
  },
  async hq() {
    return { exception: (await import("./screens/hq-stories.tsx")).exceptionStories };
  },
};
