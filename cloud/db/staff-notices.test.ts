import type { StaffNotice } from "@crema/shared/domain/store-event-kinds";
import { expect, test } from "vitest";
import { raiseStaffNotice } from "./staff-notices.ts";

test("headquarters reads which device wrong PINs have locked, and for how long, in no word of programs", () => {
  const raised: { detail: string }[] = [];
  const notice: StaffNotice = {
    type: "staff.pin_locked",
    event_id: "019df200-8d93-7197-b351-9288ae906aa8",
    store_id: "main-street",
    at: "2026-05-04T08:00:00.000Z",
    actor: { kind: "edge", id: null, name: null },
    device_id: "019df200-8d93-7197-b351-9288ae906aa9",
    device_name: "Till 1",
    round: 3,
    locked_until: "2026-05-04T09:00:00.000Z",
  };
  raiseStaffNotice({ raise: (exception) => raised.push(exception) }, notice);
  expect(raised.map(({ detail }) => detail)).toEqual(["Wrong PINs have locked Till 1 for 60 minutes, 3 times in a row."]);
});
