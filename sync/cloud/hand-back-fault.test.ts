import { expect, test } from "vitest";
import { foreignStoreIn, inboxFault, snapshotFault } from "./hand-back-fault.ts";

const entry = (command: string) => ({ seq: 7, id: "0198c7f2-0000-7000-8000-00000000000b", chain: "0".repeat(64), command });
const confirmed = {
  kind: "order.confirmed",
  at: "2026-05-04T10:00:00.000Z",
  event_id: "0198c7f2-0000-7000-8000-00000000000c",
  order_id: "0198c7f2-0000-7000-8000-00000000000d",
  order_seq: 1,
  status: "PLACED",
};

test("[J4] another store that is named at any depth is found", () => {
  expect(foreignStoreIn({ orders: [{ store_id: "s1" }], store: { drawers: [{ session: { store_id: "s2" } }] } }, "s1")).toBe("s2");
  expect(foreignStoreIn({ store_id: "s1", lines: [{ name: "s2" }], store: null }, "s1")).toBeNull();
});

test("[J4] what cannot be read is named, and nothing is thrown", () => {
  expect(inboxFault({ entries: [entry(JSON.stringify(confirmed))] }, "s1")).toBeNull();
  for (const command of ["", "{", "[]", '{"kind":"order.forged"}'])
    expect(inboxFault({ entries: [entry(command)] }, "s1")).toBe("Entry 7 of the inbox cannot be read here.");
  expect(snapshotFault(null, "s1")).toBeNull();
  expect(snapshotFault("{}", "s1")).toBe("The snapshot of the enrolment cannot be read here.");
});
