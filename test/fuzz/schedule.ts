/**
 * One random schedule: what people and faults do to a world, drawn from its seed. A refusal is a correct response. Only
 * what was acknowledged counts, and what got no response is asked again with its key.
 */
import { cents } from "@crema/shared/domain/kernel/money";
import { promotion } from "@crema/shared/domain/menu/menu.test-fixture";
import { MODES } from "../world/line.ts";
import { menuRows } from "../world/menu.ts";
import { anything, documentsWith, inboxWith, post, postWithEvents, session, shape } from "../world/message.ts";
import { Refused, type Reply } from "../world/reply.ts";
import { LostReply } from "../world/store-box.ts";
import type { TestStore, World } from "../world/world.ts";

const REQUEST_FAULTS = ["drop_request", "portal_instead", "duplicate", "echo"] as const;
const RESPONSE_FAULTS = ["drop_response", "cut_response", "truncate_response", "proxy_error"] as const;
const OF_REQUESTS = [anything, post, postWithEvents, session, shape("store_inbox"), shape("store_documents")];
const OF_RESPONSES = [
  ...OF_REQUESTS,
  inboxWith("order.offered"),
  inboxWith("order.confirmed"),
  inboxWith("order.revoked"),
  documentsWith("menu"),
];
const ITEMS = ["espresso", "croissant"];

export type Command = (world: World, storeAt: TestStore) => Promise<unknown>;
export type Steps = readonly (readonly [name: string, command: Command])[];

/** Now, or from sooner than a store can make it to some hours ahead. */
export const maybeLater = (world: World): string | null =>
  world.random.randomly(0.3) ? new Date(world.time.clock.now() + (2 + world.random.below(240)) * 60_000).toISOString() : null;

/** On every menu of a schedule. */
const LIMITED = promotion("half", { code: "HALF", rate_ppm: 500_000, limits: { in_all: 3 } });

export class Schedule {
  /** What was done, for whoever has to understand a failure. */
  readonly story: string[] = [];
  readonly #orders = new Map<string, { storeAt: TestStore; origin: "till" | "app" }>();
  /** Asked, and not answered. */
  readonly #open: (() => Promise<unknown>)[] = [];

  constructor(
    private readonly world: World,
    /** What else may happen, and how it is brought to an end. */
    private readonly more: { readonly commands: Steps; end(): Promise<void> } = { commands: [], end: async () => undefined },
  ) {}

  async run(steps: number): Promise<void> {
    const { world } = this;
    const { random } = world;
    const side: Promise<unknown>[] = [];
    const commands = [...this.#commands, ...this.more.commands];
    for (const { id } of world.allStores) await world.app.publishMenu(id, { ...menuRows, promotions: [LIMITED] });
    for (let step = 0; step < steps; step += 1) {
      const storeAt = random.pick(world.allStores);
      const [name, command] = random.pick(commands);
      this.story.push(`${name} at ${storeAt.id}`);
      const done = this.#survive(() => command(world, storeAt));
      // Some of it happens at once.
      if (random.randomly(0.3)) side.push(done);
      else await world.time.pump(done);
    }
    await world.time.pump(Promise.all(side));
    await this.#mend();
  }

  /** The last fault is over: everything is up, and whoever got no response asks again. */
  async #mend(): Promise<void> {
    const { world } = this;
    for (const node of world.nodes) if (!node.isUp) await node.restart();
    for (const storeAt of world.allStores) {
      storeAt.line.calm();
    }
    await this.more.end();
    for (const { box } of world.allStores) if (!box.isUp) await box.open();
    for (const again of this.#open) await again();
  }

  /** What stops and starts one machine happens one after the other. */
  alone(machine: string, work: () => Promise<void>): Promise<void> {
    const done = (this.#busy.get(machine) ?? Promise.resolve()).then(work);
    this.#busy.set(
      machine,
      done.catch(() => undefined),
    );
    return done;
  }
  readonly #busy = new Map<string, Promise<void>>();

  /** Anything else that is thrown is a fault. */
  async #survive(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isNoResponse(error)) throw error;
    }
  }

  #orderOf(storeAt: TestStore): string | null {
    const here = [...this.#orders].filter(([, order]) => order.storeAt === storeAt).map(([id]) => id);
    return here.length > 0 ? this.world.random.pick(here) : null;
  }

  readonly #commands: Steps = [
    ...repeat(6, "till places", (world, storeAt) => {
      const key = storeAt.till.newKey();
      const qty = 1 + world.random.below(3);
      const items = [{ item_id: world.random.pick(ITEMS), qty, modifier_ids: [], note: null }];
      return this.#ask(async () => {
        const response = await storeAt.till.tryPlace({ items }, key);
        if (response.code === "ok") this.#orders.set(response.body.order_id, { storeAt, origin: "till" });
        return response;
      });
    }),
    ...repeat(5, "app orders", (world, storeAt) => {
      const key = world.app.newKey();
      const wanted = {
        requested_for: maybeLater(world),
        promotion_codes: world.random.randomly(0.5) ? ["HALF"] : [],
      };
      return this.#ask(async () => {
        const response = await world.app.tryPlace(storeAt.id, wanted, key);
        if (response.code === "ok") this.#orders.set(response.body.order_id, { storeAt, origin: "app" });
        return response;
      });
    }),
    ...repeat(8, "till moves an order on", async (_, storeAt) => {
      const id = this.#orderOf(storeAt);
      const order = id && (await storeAt.till.order(id));
      if (!order) return;
      if (order.status === "PLACED") await storeAt.till.step(order.order_id, "PLACED", "IN_PROGRESS");
      else if (order.status === "IN_PROGRESS") await storeAt.till.step(order.order_id, "IN_PROGRESS", "READY");
      else await storeAt.till.pay(order.order_id);
    }),
    ...repeat(2, "till amends", async (world, storeAt) => {
      const id = this.#orderOf(storeAt);
      const seen = id && (await storeAt.till.order(id));
      if (!seen) return;
      const count = 1 + world.random.below(3);
      const items = Array.from({ length: count }, () => ({ item_id: world.random.pick(ITEMS), qty: 1, modifier_ids: [], note: null }));
      await storeAt.till.amend(seen, items);
    }),
    ...repeat(2, "a line is checked off", async (world, storeAt) => {
      const id = this.#orderOf(storeAt);
      const order = id && (await storeAt.till.order(id));
      if (order) await storeAt.till.check(order.order_id, world.random.pick(order.lines).line_id, world.random.randomly(0.7));
    }),
    ...repeat(1, "an order is put first, or back", async (world, storeAt) => {
      const id = this.#orderOf(storeAt);
      if (id) await storeAt.till.rush(id, world.random.randomly(0.7));
    }),
    ...repeat(2, "till takes money", (_, storeAt) => {
      const id = this.#orderOf(storeAt);
      const key = storeAt.till.newKey();
      return id ? this.#ask(() => storeAt.till.pay(id, key)) : Promise.resolve();
    }),
    ...repeat(1, "till cancels", async (_, storeAt) => {
      const id = this.#orderOf(storeAt);
      if (id) await storeAt.till.cancel(id);
    }),
    ...repeat(1, "till declines", async (_, storeAt) => {
      const id = this.#orderOf(storeAt);
      if (id) await storeAt.till.decline(id);
    }),
    ...repeat(1, "till makes it anyway", (_, storeAt) => {
      const id = this.#orderOf(storeAt);
      const key = storeAt.till.newKey();
      return id ? this.#ask(() => storeAt.till.makeAnyway(id, null, key)) : Promise.resolve();
    }),
    ...repeat(2, "app cancels", async (world, storeAt) => {
      const id = this.#orderOf(storeAt);
      if (id && this.#orders.get(id)?.origin === "app") await world.app.cancel(id);
    }),
    ...repeat(1, "86", (world, storeAt) => storeAt.till.soldOut(world.random.pick(ITEMS), world.random.randomly(0.5))),
    ...repeat(1, "86 of a choice", (world, storeAt) => storeAt.till.choiceSoldOut("oat", world.random.randomly(0.5))),
    ...repeat(1, "HQ publishes", async (world, storeAt) => {
      const more = world.random.below(50);
      const dearer = menuRows.items.map((item) => ({ ...item, base_price_cents: cents(item.base_price_cents + more) }));
      await world.app.hq("PUT", `/stores/${storeAt.id}/menu`, { ...menuRows, items: dearer, promotions: [LIMITED] });
      await world.app.hq("POST", `/stores/${storeAt.id}/menu/publish`, {});
    }),
    ...repeat(4, "the line changes", async (world, storeAt) => {
      const mode = world.random.pick(MODES);
      this.story.push(`  ${mode}`);
      storeAt.line.set(mode);
    }),
    ...repeat(3, "the line is up", async (_, storeAt) => storeAt.line.set("up")),
    ...repeat(3, "a request is spoilt", async (world, storeAt) => {
      const kind = world.random.pick(REQUEST_FAULTS);
      this.story.push(`  ${kind}`);
      storeAt.line.once(kind, world.random.pick(OF_REQUESTS));
    }),
    ...repeat(3, "an answer is spoilt", async (world, storeAt) => {
      const kind = world.random.pick(RESPONSE_FAULTS);
      this.story.push(`  ${kind}`);
      storeAt.line.once(kind, world.random.pick(OF_RESPONSES));
    }),
    ...repeat(2, "the box dies", (_, storeAt) =>
      this.alone(storeAt.id, async () => {
        if (!storeAt.box.isUp) return;
        await storeAt.box.crash();
        await storeAt.box.open();
      }),
    ),
    ...repeat(1, "a node dies", (world) =>
      this.alone("cloud", async () => {
        const node = world.random.pick(world.nodes);
        if (node.isUp) await node.restart();
      }),
    ),
    ...repeat(1, "Postgres drops its connections", (world) => this.alone("cloud", () => world.random.pick(world.nodes).cutDatabase())),
    ...repeat(4, "time passes", (world) => world.pass(world.random.below(12_000))),
  ];

  /** A write with a key: without a response that says whether it was done it is asked again at the end. */
  async #ask(write: () => Promise<Reply<unknown>>): Promise<void> {
    let code = "lost";
    await this.#survive(async () => {
      code = (await write()).code;
    });
    if (code === "lost" || code === "service.unavailable") this.#open.push(write);
  }
}

export function repeat(weight: number, name: string, command: Command): Steps {
  return Array.from({ length: weight }, () => [name, command] as const);
}

/** Of a request that met a dead box, node or database; or a disk was changed meanwhile, and nobody has signed in on it yet. */
export const isNoResponse = (error: unknown): boolean =>
  error instanceof LostReply ||
  (error instanceof TypeError && /^(fetch failed|terminated)$/.test(error.message)) ||
  (error instanceof Refused && ["auth.revoked", "service.unavailable"].includes(error.reply.code));
