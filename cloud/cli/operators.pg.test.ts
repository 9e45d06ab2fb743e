import { randomUUID } from "node:crypto";
import { systemRandomBytes } from "@crema/shared/server/system";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestCloud } from "../http/service.test-fixture.ts";
import { listOperators, operatorsText, revokeOperator, rotateOperator, unknownStores } from "./operators.ts";

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.open();
});
afterAll(() => cloud.close());

const deps = () => ({ pool: cloud.database.pool, clock: cloud.node.clock, randomBytes: systemRandomBytes });
const works = async (token: string) => (await cloud.call("GET", "/v1/admin/stores", { token })).status;

test("operators are listed with how long their tokens are good; a new token ends the old one, revoking ends all", async () => {
  const [owner, it] = [await cloud.operator("owner"), await cloud.operator("it", ["s-one"])];
  const listed = await listOperators(cloud.database.pool, cloud.node.clock);
  expect(listed.map(({ role, store_ids }) => [role, store_ids])).toEqual(
    expect.arrayContaining([
      ["owner", null],
      ["it", ["s-one"]],
    ]),
  );
  expect(operatorsText(listed)).toMatch(/it {5}s-one {2}good until 2026-/);
  const itId = listed.find((one) => one.role === "it")?.user_id ?? "";
  const rotated = await rotateOperator(deps(), itId);
  if (!rotated.ok) throw new Error(rotated.refusal.detail);
  expect([await works(it), await works(rotated.value.token), await works(owner)]).toEqual([401, 200, 200]);
  expect(await revokeOperator(cloud.database.pool, itId)).toMatchObject({ ok: true, value: { ended: 1 } });
  expect(await works(rotated.value.token)).toBe(401);
  expect(operatorsText(await listOperators(cloud.database.pool, cloud.node.clock))).toMatch(/it {5}s-one {2}no token/);
});

test("nobody who is no operator is revoked, and a store that there is not is named", async () => {
  const owner = await cloud.operator();
  const { user_id } = await cloud.customer(owner);
  for (const id of [user_id, randomUUID()]) {
    expect(await revokeOperator(cloud.database.pool, id)).toMatchObject({ ok: false, refusal: { code: "operator.unknown" } });
    expect(await rotateOperator(deps(), id)).toMatchObject({ ok: false, refusal: { code: "operator.unknown" } });
  }
  const storeId = await cloud.store(owner);
  expect(await unknownStores(cloud.database.pool, [storeId, "nope"])).toEqual(["nope"]);
});
