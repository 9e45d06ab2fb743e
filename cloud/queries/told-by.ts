/** By which ways whoever placed an order is told of it. It follows the plan of the messages, and says no address. */
import type { ToldBy } from "@crema/shared/contract/messages";
import { type Clock, iso } from "@crema/shared/domain/kernel/clock";
import type { Database } from "../db/database.ts";
import { suppressedAmong } from "../db/messages.ts";
import { readToldOrders } from "../db/told-orders.ts";
import type { ChannelName } from "../messages/channel.ts";
import { isTold, isToldToGuest } from "../messages/who-is-told.ts";

const NOBODY: ToldBy = { ready: [], problems: [], ended: { email: null, sms: null } };

export async function toldBy({ pool }: Database, clock: Clock, orderId: string, channels: ReadonlySet<ChannelName>): Promise<ToldBy> {
  const told = (await readToldOrders(pool, [orderId], iso(clock.now()), [])).told.get(orderId);
  if (!told) return NOBODY;
  const { user, contact, subscriptions } = told;
  const waysOf = (of: typeof contact | null) =>
    [
      { channel: "email", index: of?.email_index ?? null },
      { channel: "sms", index: of?.phone_index ?? null },
    ] as const;
  const own = waysOf(user).filter(({ index }) => index !== null);
  const left = waysOf(contact).filter(({ index }) => index !== null && !own.some((one) => one.index === index));
  const suppressed = await suppressedAmong(
    pool,
    [...own, ...left].flatMap(({ index }) => index ?? []),
  );
  const isOpen = ({ channel, index }: (typeof own)[number]) => channels.has(channel) && !suppressed.has(`${channel} ${index}`);
  const of = (kind: "READY" | "SUBSTITUTE_ASKED"): ChannelName[] => {
    const isWanted = (channel: ChannelName, isOwn: boolean) =>
      isOwn ? isTold(kind, channel, user?.topics ?? null) : isToldToGuest(kind, channel);
    const reached = new Set<ChannelName>([
      ...own.filter((one) => isOpen(one) && isWanted(one.channel, true)).map(({ channel }) => channel),
      ...left.filter((one) => isOpen(one) && isWanted(one.channel, false)).map(({ channel }) => channel),
      ...(channels.has("push") && subscriptions.length > 0 && isWanted("push", user !== null) ? (["push"] as const) : []),
    ]);
    return (["push", "email", "sms"] as const).filter((channel) => reached.has(channel));
  };
  const endedOf = (channel: "email" | "sms") =>
    [...own, ...left].map((one) => (one.channel === channel ? suppressed.get(`${channel} ${one.index}`) : undefined)).find(Boolean) ?? null;
  return { ready: of("READY"), problems: of("SUBSTITUTE_ASKED"), ended: { email: endedOf("email"), sms: endedOf("sms") } };
}
