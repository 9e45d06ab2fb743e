/**
 * The hash chain of a store's inbox: what a box has applied is known by content and not by number alone, since a cloud that was set
 * back gives the same numbers to other commands (J1).
 */
import { hash } from "node:crypto";
import { Id } from "@crema/shared/domain/kernel/ids";
import { z } from "zod";

/** Before the first entry of a store. */
export const INBOX_GENESIS = "0".repeat(64);

/** sha256 in hex over the previous chain, the id and the command's stored bytes, with line feeds between. */
export function chainInbox(previous: string, id: string, command: string): string {
  return hash("sha256", `${previous}\n${id}\n${command}`, "hex");
}

/** One entry as it was stored and served. `command`: the bytes of its JSON. */
export const ChainedEntry = z.object({
  seq: z.number().int().min(1),
  id: Id,
  chain: z.string().regex(/^[0-9a-f]{64}$/),
  command: z.string(),
});
export type ChainedEntry = z.infer<typeof ChainedEntry>;

/** The first seq at which a run does not follow `before` and hold together; null when it does. */
export function inboxChainFault(before: { readonly seq: number; readonly chain: string }, entries: readonly ChainedEntry[]): number | null {
  let { seq, chain } = before;
  for (const entry of entries) {
    chain = chainInbox(chain, entry.id, entry.command);
    seq += 1;
    if (entry.seq !== seq || entry.chain !== chain) return entry.seq;
  }
  return null;
}
