/** How long an entry of a store's inbox is there to be asked for again (D6). */
export const INBOX_RETENTION_MS = 7 * 24 * 3_600_000;
