/** What the register's files have in common: they are on the disk before anybody is told, and a folder that is away is one fault. */
import { open } from "node:fs/promises";
import { RegisterUnavailable } from "./register.ts";

export async function within<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new RegisterUnavailable(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** A name is on the disk only with its folder. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);
