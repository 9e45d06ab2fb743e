/**
 * The versions of the wire between store and cloud (L5). Add one with any change that an older peer would misread; the two
 * before it stay, and upcast.ts does not compile until it says how they are read. Pin the new hash in protocol.test.ts.
 * 2: discounts, tips and the drawer. A cloud of version 1 would put the new events aside and go on with wrong totals; so a
 * newer box waits for it.
 * 3: lines made and orders amended; who made the last step; refunds that one side asks of the other. A cloud of version 2 would keep the old lines and their price.
 */
export const SUPPORTED_VERSIONS = [1, 2, 3] as const;
export type SupportedVersion = (typeof SUPPORTED_VERSIONS)[number];

export const PROTOCOL_VERSION: SupportedVersion = 3;
export const OLDEST_SUPPORTED_VERSION: SupportedVersion = 1;

export function isSupported(version: number): version is SupportedVersion {
  return (SUPPORTED_VERSIONS as readonly number[]).includes(version);
}
