/**
 * The version of the wire between store and cloud (L5). Raise it with any change that an older peer would misread, keep
 * upcasts for the two versions before, and pin the new hash in protocol.test.ts.
 */
export const PROTOCOL_VERSION = 1;
export const OLDEST_SUPPORTED_VERSION = 1;
