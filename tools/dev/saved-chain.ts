/**
 * What the next start of a chain needs to go on with what this one has left (DIR/kept.json): ports, secrets, tokens. Written
 * when the chain is complete, so that one that was interrupted before begins afresh.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeWhole } from "./write-whole.ts";

const Port = z.number().int();

export const SavedChain = z.object({
  ports: z.object({ payments: Port, cloud: Port, mail: Port, control: Port.optional(), push: Port.optional(), sms: Port.optional() }),
  webhookSecret: z.string(),
  postgresDirectory: z.string(),
  adminToken: z.string(),
  customerTokens: z.array(z.string()),
  stores: z.array(
    z.object({
      id: z.string(),
      port: Port,
      /** The box has it in its own database, as the address of the cloud. */
      wanPort: Port,
      controlPort: Port,
      /** Of the guests' page. */
      guestPort: Port.optional(),
      /** The folder of its box in the chain's data; without one, that of its first. */
      box: z.string().optional(),
      deviceTokens: z.object({ pos: z.string(), barista: z.string(), board: z.string() }),
    }),
  ),
});
export type SavedChain = z.infer<typeof SavedChain>;
export type SavedStore = SavedChain["stores"][number];

const SAVED = "kept.json";

export function writeSaved(dir: string, saved: SavedChain): void {
  writeWhole(join(dir, SAVED), saved);
}

/** null: no chain has been completed in the directory. */
export function readSaved(dir: string): SavedChain | null {
  const file = join(dir, SAVED);
  return existsSync(file) ? SavedChain.parse(JSON.parse(readFileSync(file, "utf8"))) : null;
}

/** For whoever erases it: a file that cannot be understood is nothing to go by. */
export function readSavedIfReadable(dir: string): SavedChain | null {
  try {
    return readSaved(dir);
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) return null;
    throw error;
  }
}
