/** What a node asks its database beside orders and reports: what customers are told, which account is open, and who is to be woken. */
import { randomUUID } from "node:crypto";
import type { Sealer } from "@crema/cloud/auth/contact-cipher";
import { createChangeNotifier } from "@crema/cloud/change-notifier";
import { noteAdmitted } from "@crema/cloud/db/admitted-account";
import type { Database } from "@crema/cloud/db/database";
import { planMessages } from "@crema/cloud/jobs/message-planner";
import { relayOnce } from "@crema/cloud/jobs/outbox-relay";
import type { ChannelName } from "@crema/cloud/messages/channel";
import { createMessageLinks } from "@crema/cloud/messages/links";
import type { Clock } from "@crema/shared/domain/kernel/clock";
import { systemRandomBytes, systemTimers } from "@crema/shared/server/system";

export async function runOtherStatements(database: Database, clock: Clock, sealer: Sealer, storeId: string): Promise<void> {
  const links = createMessageLinks(null, systemRandomBytes(32));
  await planMessages({ database, sealer, links, channels: new Set<ChannelName>(), clock, newId: randomUUID });
  await noteAdmitted(database.pool, null);
  await relayOnce(database);
  const feed = createChangeNotifier({ database, timers: systemTimers, onError: () => undefined });
  const compared = new Promise<void>((resolve) => void feed.subscribeInbox(storeId, resolve));
  await feed.start();
  await compared;
  await feed.stop();
}
