/**
 * The versions of the wire between store and cloud (L5). Add one with any change that an older peer would misread:
 * batches of it and of the three before are taken, event bodies are read for ever, and upcast.ts does not compile until it
 * says how each is read. Pin the new hash in protocol.test.ts.
 * 2: discounts, tips and the drawer. A cloud of version 1 would quarantine the new events and go on with wrong totals, so
 * a newer box waits for it.
 * 3: lines made and orders amended; who made the last step; refunds that one side asks of the other. A cloud of version 2
 * would keep the old lines and their price.
 * 4: every body says its version. A refund says whether it returns money or corrects a tender: a cloud of version 3 would
 * let both be owed again. Headquarters may ask a store to cancel.
 * 5: a box joins before anything moves, and positions have content. Events say which request made them; devices, and orders
 * that a replaced box may have begun, are known to the cloud.
 * 6: a line has several taxes, and pieces of its choices; a refund says its lines, and a sale its day; a store has several drawers, or
 * none. A cloud of version 5 would sum other taxes than the box, and quarantine what it does not know.
 * 7: what is sold out says until when, or is counted; promises move, lines are substituted, app orders are paused. A cloud of version 6
 * would quarantine these events, and with them what comes after of the same orders.
 */
export const SUPPORTED_VERSIONS = [4, 5, 6, 7] as const;
export type SupportedVersion = (typeof SUPPORTED_VERSIONS)[number];

export const PROTOCOL_VERSION: SupportedVersion & BodyVersion = 7;
export const OLDEST_SUPPORTED_VERSION: SupportedVersion = 4;

export function isSupported(version: number): version is SupportedVersion {
  return (SUPPORTED_VERSIONS as readonly number[]).includes(version);
}

/** The versions in which a body may be written; 3 stands for the three that write none. None is ever taken away: a log may be old. */
export const BODY_VERSIONS = [3, 4, 5, 6, 7] as const;
export type BodyVersion = (typeof BODY_VERSIONS)[number];

export function isBodyVersion(version: number): version is BodyVersion {
  return (BODY_VERSIONS as readonly number[]).includes(version);
}
