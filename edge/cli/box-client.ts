/**
 * The command line's way to the running box: its own API on loopback, with the operator's token from the data directory.
 * So a command does what a screen would do, and never writes beside the box.
 */
import type { z } from "zod";
import { readOperator } from "../data-dir.ts";

/** Refused, unreachable, or not understood: what to tell the person. */
export class CommandFailed extends Error {}

export interface BoxClient {
  /** `timeoutMs`: for what takes longer than half a minute. */
  call<S extends z.ZodType>(method: "GET" | "POST", path: string, body: object | null, reply: S, timeoutMs?: number): Promise<z.infer<S>>;
}

const TIMEOUT_MS = 30_000;

export function createBoxClient(dataDir: string, fetch: typeof globalThis.fetch): BoxClient {
  const operator = readOperator(dataDir);
  if (!operator) throw new CommandFailed(`no box has been started in ${dataDir}; run "crema-edge start" first, or set CREMA_DATA_DIR`);
  const headers = { authorization: `Bearer ${operator.token}`, "content-type": "application/json" };
  return {
    async call(method, path, body, reply, timeoutMs = TIMEOUT_MS) {
      const signal = AbortSignal.timeout(timeoutMs);
      let response: Response;
      let text: string;
      try {
        response = await fetch(operator.url + path, { method, headers, body: body && JSON.stringify(body), signal });
        text = await response.text();
      } catch (error) {
        throw new CommandFailed(`the box at ${operator.url} does not answer; is it running? (${reasonOf(error)})`);
      }
      const data = text === "" ? null : parse(text);
      if (!response.ok) throw new CommandFailed(problemText(response.status, data));
      const parsed = reply.safeParse(data);
      if (!parsed.success) throw new CommandFailed(`the answer of ${operator.url} is not one of this program's version`);
      return parsed.data;
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function problemText(status: number, body: unknown): string {
  const { code, title, detail } = (body ?? {}) as { code?: string; title?: string; detail?: string };
  return code ? `${title}: ${detail} (${code})` : `refused with status ${status}`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
