/** The jobs that tell customers: one plans, and each channel has a sender of its own. */
import type { Clock, Timers } from "@crema/shared/domain/kernel/clock";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import type { Job } from "@crema/shared/server/service";
import { type Sealer, SUBSCRIPTION_PURPOSE } from "../auth/contact-cipher.ts";
import type { Database } from "../db/database.ts";
import type { Channel, ChannelName, PushTarget } from "../messages/channel.ts";
import type { MessageLinks } from "../messages/links.ts";
import { createMessagePlanner } from "./message-planner.ts";
import { createMessageSender } from "./message-sender.ts";

/** null: nobody is told by it. */
export interface MessageChannels {
  readonly push: Channel<PushTarget> | null;
  readonly email: Channel<string> | null;
  readonly sms: Channel<string> | null;
}

export const NO_CHANNELS: MessageChannels = { push: null, email: null, sms: null };

export interface MessageJobsOptions {
  readonly database: Database;
  readonly channels: MessageChannels;
  readonly sealer: Sealer;
  readonly links: MessageLinks;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly newId: IdSource;
  readonly mayRun: () => boolean;
  readonly warn: (what: string) => (error: unknown) => void;
}

export interface MessageJobs {
  readonly jobs: readonly Job[];
  readonly channels: ReadonlySet<ChannelName>;
  /** After a commit that may have a fact in it. */
  poke(): void;
  /** After a message was written by itself. */
  pokeSenders(): void;
}

export function createMessageJobs({ channels, warn, ...deps }: MessageJobsOptions): MessageJobs {
  const { push, email, sms } = channels;
  const ofAddress = async (_message: unknown, to: string | null) => to;
  const sender = (what: string) => ({ ...deps, onError: warn(`${what} could not be sent`) });
  const senders = [
    ...(push ? [createMessageSender({ ...sender("a notification"), ...pushRecipients(deps), name: "push", channel: push })] : []),
    ...(email ? [createMessageSender({ ...sender("a mail"), name: "email", channel: email, targetOf: ofAddress })] : []),
    ...(sms ? [createMessageSender({ ...sender("a text message"), name: "sms", channel: sms, targetOf: ofAddress })] : []),
  ];
  const pokeSenders = () => {
    for (const job of senders) job.poke();
  };
  const names = new Set<ChannelName>((["push", "email", "sms"] as const).filter((name) => channels[name] !== null));
  const planner = createMessagePlanner({
    ...deps,
    channels: names,
    onPlanned: pokeSenders,
    onError: warn("customers could not be told of something"),
  });
  return { jobs: [planner, ...senders], channels: names, poke: () => planner.poke(), pokeSenders };
}

/** A browser's address is read when it is sent to: one that has gone meanwhile is not written to. */
export function pushRecipients({ database: { pool }, sealer }: Pick<MessageJobsOptions, "database" | "sealer">) {
  return {
    async targetOf({ subscription_id: id }: { readonly subscription_id: string | null }): Promise<PushTarget | null> {
      const found = await pool.query<{ sealed: string }>("SELECT sealed FROM push_subscriptions WHERE subscription_id = $1", [id]);
      const sealed = found.rows[0]?.sealed;
      return sealed === undefined ? null : JSON.parse(sealer.open(SUBSCRIPTION_PURPOSE, sealed));
    },
    async forget({ subscription_id: id }: { readonly subscription_id: string | null }): Promise<void> {
      await pool.query("DELETE FROM push_subscriptions WHERE subscription_id = $1", [id]);
    },
  };
}
