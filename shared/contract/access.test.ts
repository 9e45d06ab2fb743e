import { describe, expect, test } from "vitest";
import { DeviceKind, StaffRole } from "../domain/staff/actor.ts";
import { type Access, isAdmitted, mayReach, type OperatorRole, type Principal, principalKey } from "./access.ts";

const OPERATORS: readonly OperatorRole[] = ["owner", "hq", "it"];
const device = (device_kind: DeviceKind): Principal => ({ kind: "device", device_id: "d1", device_kind, store_id: "one", name: "POS 1" });
const staff = (role: StaffRole, device_kind: DeviceKind = "board"): Principal => ({
  kind: "staff",
  staff_id: "ana",
  name: "Ana",
  role,
  store_id: "one",
  device_id: "d1",
  device_kind,
});
const operator = (role: OperatorRole, store_ids: string[] | null = null): Principal => ({
  kind: "operator",
  user_id: "u2",
  role,
  store_ids,
});

/** Everyone there is, by a name; and every single admission there is, by the names that it lets in. */
const EVERYONE: Record<string, Principal> = {
  anonymous: { kind: "anonymous", address: "127.0.0.1" },
  customer: { kind: "customer", user_id: "u1", first_name: "Bo" },
  order_holder: { kind: "order_holder", order_id: "o1" },
  box_operator: { kind: "box_operator", store_id: "one" },
  edge_node: { kind: "edge_node", node_id: "n1", store_id: "one", epoch: 1 },
  ...Object.fromEntries(DeviceKind.options.map((kind) => [`device ${kind}`, device(kind)])),
  ...Object.fromEntries(StaffRole.options.map((role) => [`staff ${role}`, staff(role)])),
  ...Object.fromEntries(OPERATORS.map((role) => [`operator ${role}`, operator(role)])),
};
const everyone = Object.keys(EVERYONE);

const ADMISSIONS: [string, Access, string[]][] = [
  ["nothing", { store: "none" }, []],
  ["anonymous", { anonymous: true, store: "none" }, everyone],
  ["customer", { customer: true, store: "none" }, ["customer"]],
  ["order_holder", { order_holder: true, store: "none" }, ["order_holder"]],
  ["box_operator", { box_operator: true, store: "none" }, ["box_operator"]],
  ["edge_node", { edge_node: true, store: "none" }, ["edge_node"]],
  ...DeviceKind.options.map((kind): [string, Access, string[]] => [
    `devices ${kind}`,
    { devices: [kind], store: "none" },
    // Staff at a device may do what the device may: the tests' staff stand at a board.
    kind === "board" ? ["device board", ...StaffRole.options.map((role) => `staff ${role}`)] : [`device ${kind}`],
  ]),
  ...StaffRole.options.map((role): [string, Access, string[]] => [`staff ${role}`, { staff: [role], store: "none" }, [`staff ${role}`]]),
  ...OPERATORS.map((role): [string, Access, string[]] => [`operators ${role}`, { operators: [role], store: "none" }, [`operator ${role}`]]),
];

describe("who is admitted where, every pair", () => {
  test.each(ADMISSIONS)("%s", (_name, access, admitted) => {
    for (const name of everyone) expect([name, isAdmitted(EVERYONE[name]!, access)]).toEqual([name, admitted.includes(name)]);
  });
});

describe("whose store", () => {
  test("principals of a store reach that store and no other", () => {
    for (const principal of [device("pos"), staff("manager"), EVERYONE.edge_node!, EVERYONE.box_operator!]) {
      expect([mayReach(principal, "one"), mayReach(principal, "two")]).toEqual([true, false]);
    }
  });

  test("operators reach the stores of their scope; a box without a store yet is reached by whoever holds it", () => {
    expect([mayReach(operator("hq"), "one"), mayReach(operator("hq", ["two"]), "one"), mayReach(operator("hq", []), "one")]).toEqual([
      true,
      false,
      false,
    ]);
    expect(mayReach(operator("hq", ["two"]), "two")).toBe(true);
    expect(mayReach({ kind: "box_operator", store_id: null }, "one")).toBe(true);
  });

  test("those without a store are held to their orders, not to a store", () => {
    for (const name of ["anonymous", "customer", "order_holder"]) expect(mayReach(EVERYONE[name]!, "two")).toBe(true);
  });
});

test("the same key of two callers is two keys; staff share the one of their device", () => {
  expect(principalKey(staff("manager"))).toBe(principalKey(device("pos")));
  const others = everyone
    .filter((name) => !name.startsWith("staff") && !/^(device|operator) /.test(name))
    .map((name) => principalKey(EVERYONE[name]!));
  const all = [...others, principalKey(device("pos")), principalKey(operator("hq"))];
  expect(new Set(all).size).toBe(all.length);
});
