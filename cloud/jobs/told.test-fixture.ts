/** A node whose customers are told things by channels that a test makes, and looks into. */

import { randomUUID } from "node:crypto";
import { createIdSource } from "@crema/shared/domain/kernel/ids";
import type { Order } from "@crema/shared/domain/order/order";
import { systemRandomBytes, systemTimers } from "@crema/shared/server/system";
import { createContactCipher } from "../auth/contact-cipher.ts";
import { espressos, guestBy, must, orderNow, SECRET, type TestBox, type TestNode } from "../cloud-node.test-fixture.ts";
import type { Database } from "../db/database.ts";
import type { Channel, ChannelName, Outcome, OutgoingMessage } from "../messages/channel.ts";
import { createMessageLinks } from "../messages/links.ts";
import type { LeftContact } from "../ports.ts";
import { accepted, step } from "../store-events.test-fixture.ts";
import { planMessages } from "./message-planner.ts";
import { sendMessages } from "./message-sender.ts";

/** As the test node has it. */
export const contacts = createContactCipher(
  { current: "k1", keys: new Map([["k1", Buffer.alloc(32, 1)]]), indexKey: Buffer.alloc(32, 2) },
  systemRandomBytes,
);

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
    const links = createMessageLinks(new URL("https://crema.example"), SECRET);
    return planMessages({ database: this.database, sealer: contacts, links, channels: new Set(channels), clock: this.node.clock });
  }

  send(name: ChannelName = "email"): Promise<number> {
    const channel: Channel<string> = {
      send: async (message) => {
        const outcome = await this.provider(message);
        if (outcome.outcome === "TAKEN") this.sent.push(message);
        return outcome;
      },
    };
    return sendMessages({
      ...{ name, channel, database: this.database, sealer: contacts, clock: this.node.clock, timers: systemTimers },
      targetOf: async (_message, to) => to,
      newId: createIdSource(this.node.clock, systemRandomBytes),
    });
  }

  async all(): Promise<readonly OutgoingMessage<string>[]> {
    await this.plan();
    await this.send("email");
    await this.send("sms");
    return this.sent;
  }

  titles = (): string[] => this.sent.map((message) => `${message.to}: ${message.title}`);
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
