/** What all tests of a file share. */
import { afterAll, beforeAll } from "vitest";
import { FIRST_USE_MS, type InBrowser, openWithBrowser } from "./browser.ts";

/**
 * Called at the top of a test file: opened with a browser before its first test, closed after its last. Its members are there in
 * tests and hooks only.
 */
export function openForFile<T extends { close(): Promise<void> }>(open: () => Promise<T>): InBrowser<T> {
  const shared = {} as InBrowser<T>;
  beforeAll(async () => void Object.assign(shared, await openWithBrowser(open)), FIRST_USE_MS);
  afterAll(() => shared.close());
  return shared;
}
