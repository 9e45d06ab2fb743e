/** A customer is erased in the cloud and at a store with a real box, and stays so when the database is put back and another box begins. */
import { tokenHash } from "@crema/cloud/auth/opaque-token";
import { IN_THE_CLOUD, NOBODY_ON_A_BOX, ON_A_BOX, type PersonalData, tablesOf } from "@crema/cloud/erasure/personal-data";
import type { Erased } from "@crema/shared/contract/customers";
import { expect, test } from "vitest";
import { done } from "../world/reply.ts";
import type { StoreBox } from "../world/store-box.ts";
import { inWorld, World } from "../world/world.ts";

const NAME = "Zelda-Marker";
const TOKEN = "cus_of-this-test";

/** Columns in which a name may stand after an erasure, until it is gone by age. */
const byAge = (places: readonly PersonalData[]) =>
  new Set(places.filter(({ erasure }) => erasure.startsWith("stays")).map(({ place }) => place.split(", ")[0]));

async function inCloud(world: World): Promise<string[]> {
  const columns = await world.query<{ place: string; table_name: string; column_name: string; data_type: string }>(
    `SELECT table_name || '.' || column_name AS place, table_name, column_name, data_type
     FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1`,
  );
  // All columns in one query: it is asked again and again until nothing is found.
  const looks = columns.map(({ place, table_name, column_name, data_type }) => {
    const text = data_type === "bytea" ? `encode("${column_name}", 'escape')` : `"${column_name}"::text`;
    return `(SELECT '${place}' AS place FROM "${table_name}" WHERE strpos(lower(${text}), lower($1)) > 0 LIMIT 1)`;
  });
  const found = await world.query<{ place: string }>(looks.join(" UNION ALL "), [NAME]);
  return found.map(({ place }) => place).filter((place) => !byAge(IN_THE_CLOUD).has(place));
}

const tablesOnBox = ({ box }: StoreBox): string[] =>
  box.store.db
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all()
    .map(({ name }) => name);

function onBox(machine: StoreBox): string[] {
  const { db } = machine.box.store;
  const found = tablesOnBox(machine).flatMap((table) => {
    const columns = db.prepare<[], { name: string }>(`SELECT name FROM pragma_table_info('${table}')`).all();
    return columns.flatMap(({ name }) => {
      const look = db.prepare<[string], object>(
        `SELECT 1 FROM "${table}" WHERE instr(lower(CAST("${name}" AS TEXT)), lower(?)) > 0 LIMIT 1`,
      );
      return look.get(NAME) ? [`${table}.${name}`] : [];
    });
  });
  return found.filter((place) => !byAge(ON_A_BOX).has(place));
}

/** Registered, signed in, with an order that was placed as a guest and taken into the account. */
async function customerWithOrder(world: World): Promise<{ userId: string; orderId: string }> {
  const { app, storeAt } = world;
  const { user_id: userId } = done(
    await app.hq<{ user_id: string }>("POST", "/customers", { first_name: NAME, email: `${NAME}@example.org` }),
  );
  await world.query("INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, now(), '2099-01-01')", [
    tokenHash(TOKEN),
    userId,
  ]);
  const { order_id: orderId } = await app.place(storeAt.id, { customer_name: NAME, note: `${NAME} is allergic` });
  done(await app.call("POST", `/v1/orders/${orderId}/adopt`, TOKEN, { access_token: app.tokenOf(orderId) }));
  await world.until("confirmed", async () => (await storeAt.till.order(orderId))?.handoff === "CONFIRMED");
  return { userId, orderId };
}

async function erase(world: World, userId: string): Promise<Erased> {
  const path = `/customers/${userId}/erasure`;
  const asked = await world.app.hq<{ confirmation: string }>("POST", path, {});
  expect(asked.code).toBe("customer.erasure_unconfirmed");
  return done(await world.app.hq<Erased>("POST", path, { confirmation: asked.body.confirmation }));
}

test("[P9] [P10] [P12] erased in the cloud and on the box; again after the database was put back to before it", async () => {
  await inWorld({ ownPostgres: true }, async (world) => {
    const { till, box, id } = world.storeAt;
    expect([...new Set(tablesOf(ON_A_BOX)), ...NOBODY_ON_A_BOX].toSorted()).toEqual(tablesOnBox(box));
    const { userId, orderId } = await customerWithOrder(world);
    done(await till.step(orderId, "PLACED", "IN_PROGRESS"));
    await world.quiet();
    await world.copyDatabase();
    await world.pass(2_000);
    expect(onBox(box)).not.toEqual([]);

    expect((await erase(world, userId)).orders).toBe(1);
    await world.quiet();
    // Whoever makes it has to know.
    expect(await till.order(orderId)).toMatchObject({ status: "IN_PROGRESS", note: `${NAME} is allergic` });
    done(await till.step(orderId, "IN_PROGRESS", "READY"));
    done(await till.pay(orderId));
    await world.until("the box has forgotten", () => onBox(box).length === 0);
    await world.until("the cloud has forgotten", async () => (await inCloud(world)).length === 0);
    await world.quiet();
    expect(await till.order(orderId)).toMatchObject({ status: "COMPLETED", customer_name: null, note: null });
    await world.pass(2_000);

    await world.putDatabaseBack();
    await world.until("joined again", async () => (await world.app.tryPlace(id)).code === "ok");
    await world.quiet();
    await world.until("the cloud has forgotten again", async () => (await inCloud(world)).length === 0);
    expect(onBox(box)).toEqual([]);
    expect(await till.order(orderId)).toMatchObject({ status: "COMPLETED" });
  });
}, 240_000);

test("[P10] the store's next box begins with the notes of an open order, and forgets them at its end", async () => {
  const world = await World.create();
  try {
    const { till, box, id } = world.storeAt;
    const { userId, orderId } = await customerWithOrder(world);
    done(await till.step(orderId, "PLACED", "IN_PROGRESS"));
    await world.quiet();
    await box.stop();
    expect((await erase(world, userId)).orders).toBe(1);
    const next = await world.anotherBox(id);
    done(await world.enrollNext(next));
    await world.until("live", () => next.box.link.status().state === "LIVE");
    expect(next.box.store.queries.order(orderId)?.order).toMatchObject({ status: "IN_PROGRESS", note: `${NAME} is allergic` });
    const nextTill = await till.movedTo(next);
    done(await nextTill.step(orderId, "IN_PROGRESS", "READY"));
    done(await nextTill.pay(orderId));
    await world.until("the box has forgotten", () => onBox(next).length === 0);
    await world.until("the cloud has forgotten", async () => (await inCloud(world)).length === 0);
  } finally {
    await world.close();
  }
}, 120_000);
