/** As long the server works at one statement, or waits for its locks, in milliseconds. */
export const STATEMENT_TIMEOUT_MS = 10_000;
/** So much later a server that has gone silent is given up: it should have given up by itself. */
export const SILENT_AFTER_MS = 2_000;
