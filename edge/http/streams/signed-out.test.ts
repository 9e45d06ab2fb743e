import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestBox, staffMember, type TestBox } from "../../box.test-fixture.ts";
import { connect } from "./stream-client.test-fixture.ts";

let box: TestBox;
let pos: { device_id: string; token: string };

beforeEach(async () => {
  box = await openTestBox();
  pos = await box.pair("pos");
});
afterEach(() => box.stop());

const promoted = (staffId: string) => {
  const member = box.store.tables.documents.profile()?.staff.find((one) => one.staff_id === staffId);
  if (!member) throw new Error(`nobody is ${staffId}`);
  return { ...member, role: "manager" as const };
};
const queue = (token = pos.token) => connect(box.url, "/v1/stores/main-street/queue/stream", { authorization: `Bearer ${token}` });

describe("the queue's stream", () => {
  test("ends for somebody who signs out, while the device and its other people go on", async () => {
    const [cashier, barista] = [await box.signIn(pos.token, "cashier"), await box.signIn(pos.token, "barista")];
    const [out, other, device] = [await queue(cashier), await queue(barista), await queue()];
    await box.call("POST", "/v1/staff/sign-out", undefined, { token: cashier });
    expect(await out.closed).toBe(4402);
    await box.place(pos.token);
    for (const client of [other, device]) expect((await client.frame((frame) => frame.type === "change")).cursor).toBe(1);
  });

  test.each([
    ["their time is up", async () => box.clock.advance(box.settings.staffSessionMs)],
    ["the profile has another PIN for them", async () => box.publish({ staff: [await staffMember("ana", "cashier", "5555")] })],
    ["the profile makes them something else", async () => box.publish({ staff: [promoted("ana")] })],
  ])("ends within two seconds when %s", async (_name, happens) => {
    const client = await queue(await box.signIn(pos.token, "cashier"));
    await happens();
    box.timers.advance(1000);
    expect(await client.closed).toBe(4402);
  });
});
