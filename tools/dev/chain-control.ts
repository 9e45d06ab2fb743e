/** The switch of a chain that runs, for trying what the story tells: replaces a store's box; copies the database, and puts it back. */
import { systemClock } from "@crema/shared/server/system";
import { z } from "zod";
import type { ChainFile } from "./chain-file.ts";
import type { ChainPostgres } from "./processes/chain-postgres.ts";
import { type ControlServer, startControl } from "./processes/control-server.ts";

const Command = z.union([z.strictObject({ replace_box: z.string() }), z.strictObject({ database: z.enum(["copy", "put_back"]) })]);
const HELP = { send: [{ replace_box: "store-1" }, { database: "copy" }, { database: "put_back" }] };

interface Controlled {
  readonly file: Pick<ChainFile, "pids" | "stores">;
  readonly postgres: Pick<ChainPostgres, "copy" | "putBack">;
  kill(name: string, signal: NodeJS.Signals): Promise<void>;
  replaceBox(storeId: string): Promise<string>;
}

export function startChainControl(chain: () => Controlled, port: number): Promise<ControlServer> {
  let last: Promise<unknown> = Promise.resolve();
  /** One at a time, in the order in which they were asked for. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work, work);
    last = done;
    return done;
  };
  const change = async (asked: unknown) => {
    const command = Command.safeParse(asked);
    if (!command.success) return { status: 400, body: HELP };
    const { data } = command;
    if ("replace_box" in data && !chain().file.stores.some((store) => store.id === data.replace_box)) return { status: 400, body: HELP };
    return { status: 200, body: await inTurn(() => carryOut(chain(), data)) };
  };
  return startControl({ show: () => HELP, change }, port);
}

async function carryOut(chain: Controlled, command: z.infer<typeof Command>): Promise<object> {
  const from = systemClock.monotonic();
  const seconds = () => Math.round((systemClock.monotonic() - from) / 100) / 10;
  if ("database" in command) {
    await (command.database === "copy" ? chain.postgres.copy() : chain.postgres.putBack());
    return { database: command.database === "copy" ? "copied, and started again" : "put back to the copy", seconds: seconds() };
  }
  const { replace_box } = command;
  if (chain.file.pids[replace_box] !== undefined) await chain.kill(replace_box, "SIGKILL");
  const dead_disk = await chain.replaceBox(replace_box);
  return { replaced: replace_box, dead_disk, seconds: seconds() };
}
