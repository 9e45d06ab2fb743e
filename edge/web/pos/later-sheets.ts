/**
 * What opens over the till. Its script comes after the till is on the screen, all of it and at once: a till that has been opened has it
 * also when the box is away. What does not come is asked for until it does.
 */
import type { Timers } from "@crema/shared/domain/kernel/clock";
import { type ComponentType, lazy } from "react";

const AGAIN_MS = 1_000;

const waiting: ((timers: Pick<Timers, "after">) => void)[] = [];

/** Drawn as soon as its script is here. */
function later<Module, Props>(load: () => Promise<Module>, of: (module: Module) => ComponentType<Props>) {
  const loaded = new Promise<{ default: ComponentType<Props> }>((resolve) => {
    waiting.push((timers) => {
      const attempt = (): Promise<void> =>
        load().then(
          (module) => resolve({ default: of(module) }),
          () => void timers.after(AGAIN_MS, attempt),
        );
      void attempt();
    });
  });
  return lazy(() => loaded);
}

export const CodeSheet = later(
  () => import("./code-sheet.tsx"),
  (module) => module.CodeSheet,
);
export const CustomerSheet = later(
  () => import("./customer-sheet.tsx"),
  (module) => module.CustomerSheet,
);
export const DiscountSheet = later(
  () => import("./discount-sheet.tsx"),
  (module) => module.DiscountSheet,
);
export const DoneSheet = later(
  () => import("./done-sheet.tsx"),
  (module) => module.DoneSheet,
);
export const DrawerSheet = later(
  () => import("./drawer-sheet.tsx"),
  (module) => module.DrawerSheet,
);
export const HeldSheet = later(
  () => import("./held-sheet.tsx"),
  (module) => module.HeldSheet,
);
export const LeftOpenSheet = later(
  () => import("./left-open-sheet.tsx"),
  (module) => module.LeftOpenSheet,
);
export const LineSheet = later(
  () => import("./line-sheet.tsx"),
  (module) => module.LineSheet,
);
export const MoreSheet = later(
  () => import("./more-sheet.tsx"),
  (module) => module.MoreSheet,
);
export const MuteBoardsSheet = later(
  () => import("./mute-boards-sheet.tsx"),
  (module) => module.MuteBoardsSheet,
);
export const OrderApproval = later(
  () => import("./order-approval.tsx"),
  (module) => module.OrderApproval,
);
export const OrderSheet = later(
  () => import("./order-sheet.tsx"),
  (module) => module.OrderSheet,
);
export const OrdersSheet = later(
  () => import("./orders-sheet.tsx"),
  (module) => module.OrdersSheet,
);
export const PaySheet = later(
  () => import("./pay-sheet.tsx"),
  (module) => module.PaySheet,
);
export const RefundRequestsSheet = later(
  () => import("./refund-requests-sheet.tsx"),
  (module) => module.RefundRequestsSheet,
);
export const SoldOutSheet = later(
  () => import("./sold-out-sheet.tsx"),
  (module) => module.SoldOutSheet,
);
export const WhenSheet = later(
  () => import("./when-sheet.tsx"),
  (module) => module.WhenSheet,
);

/** For as soon as the till is shown. */
export function loadLaterSheets(timers: Pick<Timers, "after">): void {
  for (const begin of waiting.splice(0)) begin(timers);
}
