/** What is told by which channel: by default, and as a customer wants it. */
import type { MessageTopics } from "@crema/shared/contract/messages";
import type { ChannelName, MessageKind } from "./channel.ts";

export const DEFAULT_TOPICS: MessageTopics = {
  push: ["PROGRESS", "PROBLEMS"],
  email: ["PROBLEMS"],
  sms: ["PROGRESS", "PROBLEMS"],
};

type Topic = MessageTopics[ChannelName][number];

const PROBLEMS: readonly MessageKind[] = ["CANCELLED", "REFUNDED", "SUBSTITUTE_ASKED"];
/** A text message costs its sender and interrupts its reader: of the progress it says that the order is ready, and nothing else. */
const PROGRESS: Readonly<Record<ChannelName, readonly MessageKind[]>> = {
  push: ["ACCEPTED", "READY", "LATE"],
  email: ["ACCEPTED", "READY", "LATE"],
  sms: ["READY"],
};
/** Of whom only the order knows: what they left their address with it for. */
const GUESTS: readonly MessageKind[] = ["READY", ...PROBLEMS];

function isOfTopic(kind: MessageKind, channel: ChannelName, topic: Topic): boolean {
  if (topic === "PROBLEMS") return PROBLEMS.includes(kind);
  if (topic === "RECEIPTS") return kind === "RECEIPT";
  return PROGRESS[channel].includes(kind);
}

/** Of a customer. `topics` null: as by default. */
export function isTold(kind: MessageKind, channel: ChannelName, topics: MessageTopics | null): boolean {
  return (topics ?? DEFAULT_TOPICS)[channel].some((topic) => isOfTopic(kind, channel, topic));
}

/** By an address or number that was left with the order. */
export const isToldToGuest = (kind: MessageKind, channel: ChannelName): boolean =>
  channel === "push" ? isTold(kind, channel, null) : GUESTS.includes(kind);

/**
 * Whoever has cancelled an order themselves has just been told so; a mail is what they keep to show for it. Of an order that was
 * cancelled by anybody else they always hear, whatever they wanted to hear of, as long as there is a way to tell them.
 */
export const isInsistedOn = (kind: MessageKind): boolean => kind === "CANCELLED";
