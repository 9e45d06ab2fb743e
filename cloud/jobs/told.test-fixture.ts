/** A node whose customers are told things by channels that a test makes, and looks into. */

import { randomUUID } from "node:crypto";
import { createIdSource } from "@crema/shared/domain/kernel/ids";
import type { Order } from "@crema/shared/domain/order/order";
import { systemRandomBytes, systemTimers } from "@crema/shared/server/system";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { createContactCipher } from "../auth/contact-cipher.ts";
import {
  createTestNode,
  espressos,
  guestBy,
  must,
  openStore,
  orderNow,
  SECRET,
  type TestBox,
  type TestNode,
} from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import type { Database } from "../db/database.ts";
import type { Channel, ChannelName, Outcome, OutgoingMessage } from "../messages/channel.ts";
import { createMessageLinks } from "../messages/links.ts";
import type { LeftContact } from "../ports.ts";
import { accepted, step } from "../store-events.test-fixture.ts";
import { createMessagePlanner, planMessages } from "./message-planner.ts";
import { createMessageSender, sendMessages } from "./message-sender.ts";

/** As the test node has it. */
export const contacts = createContactCipher(
  { current: "k1", keys: new Map([["k1", Buffer.alloc(32, 1)]]), indexKey: Buffer.alloc(32, 2) },
  systemRandomBytes,
);

const EVERY: ReadonlySet<ChannelName> = new Set(["push", "email", "sms"]);

const fail = (error: unknown): void => {
  throw error;
};

export class Told {
  readonly sent: OutgoingMessage<string>[] = [];
  /** What the provider says; a test may replace it. */
  provider: (message: OutgoingMessage<string>) => Promise<Outcome> = async () => ({ outcome: "TAKEN" });

  private constructor(
    readonly node: TestNode,
    readonly database: Database,
  ) {}

  static of(node: TestNode, database: Database = node.database): Told {
    return new Told(node, database);
  }

  plan(channels: readonly ChannelName[] = ["push", "email", "sms"]): Promise<number> {
    return planMessages({ ...this.#planning(), channels: new Set(channels) });
  }

  /** A planner that is stopped with its first piece in hand. */
  async planningStopped(): Promise<void> {
    let stopped: Promise<void> | null = null;
    const begun = new Promise<void>((resolve) => {
      const now = () => {
        stopped ??= job.stop();
        resolve();
        return this.node.clock.now();
      };
      const job = createMessagePlanner({
        ...{ ...this.#planning(), clock: { ...this.node.clock, now }, timers: systemTimers },
        ...{ onError: fail, onPlanned: () => undefined },
      });
      job.start();
    });
    await begun;
    await stopped;
  }

  /** A sender that is stopped with its first messages in hand. */
  async sendingStopped(): Promise<void> {
    let stopped: Promise<void> | null = null;
    const begun = new Promise<void>((resolve) => {
      const channel: Channel<string> = {
        send: async (message) => {
          stopped ??= job.stop();
          resolve();
          this.sent.push(message);
          return { outcome: "TAKEN" };
        },
      };
      const job = createMessageSender({ ...this.#sending("email", channel), onError: fail });
      job.start();
    });
    await begun;
    await stopped;
  }

  #planning() {
    const links = createMessageLinks(new URL("https://crema.example"), SECRET);
    const newId = createIdSource(this.node.clock, systemRandomBytes);
    return { database: this.database, sealer: contacts, links, channels: EVERY, clock: this.node.clock, newId };
  }

  send(name: ChannelName = "email"): Promise<number> {
    const channel: Channel<string> = {
      send: async (message) => {
        const outcome = await this.provider(message);
        if (outcome.outcome === "TAKEN") this.sent.push(message);
        return outcome;
      },
    };
    return sendMessages(this.#sending(name, channel));
  }

  #sending(name: ChannelName, channel: Channel<string>) {
    return {
      ...{ name, channel, database: this.database, sealer: contacts, clock: this.node.clock, timers: systemTimers },
      targetOf: async (_message: unknown, to: string | null) => to,
      newId: createIdSource(this.node.clock, systemRandomBytes),
    };
  }

  async all(): Promise<readonly OutgoingMessage<string>[]> {
    await this.plan();
    await this.send("email");
    await this.send("sms");
    return this.sent;
  }

  titles = (): string[] => this.sent.map((message) => `${message.to}: ${message.title}`);
}

/** For the tests of one file. */
export class Telling {
  db!: TestDatabase;
  node!: TestNode;
  box!: TestBox;
  told!: Told;

  async rows(query: string) {
    return (await this.db.database.pool.query(query)).rows;
  }

  async states(): Promise<string[]> {
    return (await this.rows("SELECT state FROM messages ORDER BY 1")).map(({ state }) => state);
  }
}

/** A database for the file; for each test a store, and nothing that the one before has left to be told. */
export function setUpTelling(): Telling {
  const at = new Telling();
  beforeAll(async () => {
    at.db = await createTestDatabase();
    at.node = createTestNode(at.db.database);
  });
  beforeEach(async () => {
    at.box = await openStore(at.node);
    at.told = Told.of(at.node);
  });
  afterEach(() =>
    at.rows("DELETE FROM messages; DELETE FROM message_facts; DELETE FROM suppressions; DELETE FROM incarnations; DELETE FROM exceptions"),
  );
  afterAll(() => at.db.drop());
  return at;
}

export const left = (changes: Partial<LeftContact> = {}): LeftContact => ({
  email: "bo@example.org",
  phone: null,
  language: null,
  ...changes,
});

export async function order(box: TestBox, contact: LeftContact | null): Promise<Order> {
  const placed = must(await box.node.commands.place(espressos(box.storeId), randomUUID(), guestBy, contact ?? undefined));
  return orderNow(box.node, JSON.parse(placed.body).order_id);
}

export async function acceptedOrder(box: TestBox, contact: LeftContact | null): Promise<Order> {
  const placed = await order(box, contact);
  await box.receive();
  must(await box.send(accepted(box, placed)));
  return orderNow(box.node, placed.order_id);
}

export async function ready(box: TestBox, { order_id }: Order): Promise<void> {
  must(await box.send(step(box, order_id, "order.started", 2, "PLACED"), step(box, order_id, "order.readied", 3, "IN_PROGRESS")));
}

export async function cancelledByStore(box: TestBox, { order_id }: Order): Promise<void> {
  must(await box.send(step(box, order_id, "order.cancelled", 2, "PLACED")));
}

export async function asSoonAs(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}
