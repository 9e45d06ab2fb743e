/** A line of one's own to Postgres that breaks at a COMMIT: when it is done and its reply is under way, or before it has arrived. */
import { createServer, type Server, type Socket, connect as tcp } from "node:net";

/** `done`: Postgres has committed, and nobody hears of it. `lost`: it never heard of the COMMIT and rolls back. */
export type Cut = "done" | "lost";

export class CommitLine {
  #cuts = 0;
  #left = 0;
  #how: Cut = "done";
  #onCut: () => void = () => undefined;
  readonly #open = new Set<Socket>();

  private constructor(
    /** That of the server, over this line. */
    readonly url: string,
    private readonly server: Server,
  ) {}

  static async to(serverUrl: string): Promise<CommitLine> {
    const url = new URL(serverUrl);
    const target = { host: url.hostname, port: Number(url.port) };
    const server = createServer((client) => line.#carry(client, tcp(target)));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    url.host = `127.0.0.1:${address.port}`;
    const line = new CommitLine(url.href, server);
    return line;
  }

  /** How often it has broken. */
  get cuts(): number {
    return this.#cuts;
  }

  /** Breaks once, at the n-th COMMIT from now on. `onCut` runs in that turn. */
  cutAt(nth: number, how: Cut, onCut: () => void = () => undefined): void {
    this.#left = nth;
    this.#how = how;
    this.#onCut = onCut;
  }

  /** Breaks no more; how many COMMITs it would still have let through. */
  calm(): number {
    const left = this.#left;
    this.#left = 0;
    return left;
  }

  #carry(client: Socket, postgres: Socket): void {
    let isCut = false;
    for (const socket of [client, postgres]) {
      this.#open.add(socket);
      socket.on("error", () => undefined).on("close", () => this.#open.delete(socket));
    }
    let isBroken = false;
    const breakOff = () => {
      // What Postgres says next, an answer in two pieces for example, is no second break.
      if (isBroken) return;
      isBroken = true;
      this.#cuts += 1;
      client.destroy();
      postgres.end();
      this.#onCut();
    };
    client.on("data", (bytes) => {
      if (this.#left > 0 && bytes.includes("COMMIT")) {
        this.#left -= 1;
        isCut = this.#left === 0;
        if (isCut && this.#how === "lost") return breakOff();
      }
      postgres.write(bytes);
    });
    postgres.on("data", (bytes) => {
      // An answer to COMMIT: it is committed.
      if (isCut) breakOff();
      else client.write(bytes);
    });
    client.on("close", () => postgres.end());
    postgres.on("close", () => client.end());
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
