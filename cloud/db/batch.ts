/**
 * Several statements that wait for nothing in between: they go to Postgres in one write, and its replies come back in one. Most of what
 * a statement costs on either side is the way there and back. Pitfall: when one fails, those behind it are not carried out.
 */
import pg from "pg";
import utils from "pg/lib/utils.js";
import { SILENT_AFTER_MS, STATEMENT_TIMEOUT_MS } from "./time-limits.ts";

export interface Statement {
  /** Of the prepared statement; without one it is parsed each time. */
  readonly name?: string | undefined;
  readonly text: string;
  readonly values?: readonly unknown[];
}

interface Rows<R> {
  readonly rows: R[];
  readonly rowCount: number;
}

/** What can be asked for rows: a connection, or a batch, which asks once it is sent. */
export interface Asks {
  query<R extends pg.QueryResultRow = pg.QueryResultRow>(statement: Statement): Promise<Rows<R> | pg.QueryResult<R>>;
}

export class Batch implements Asks {
  #queued: Asked[] = [];
  #isClosed = false;

  constructor(private readonly client: pg.ClientBase) {}

  /** Queued until `send`; the promise need not be heard, since `send` rejects as well. Rejects after `close`. */
  query<R extends pg.QueryResultRow = pg.QueryResultRow>(statement: Statement): Promise<Rows<R>> {
    if (this.#isClosed) return Promise.reject(new Error("what waits for a reply of the trip has to be asked in another"));
    const result = new Promise<Rows<R>>((resolve, reject) => {
      this.#queued.push({ statement, resolve: resolve as Asked["resolve"], reject });
    });
    result.catch(() => undefined);
    return result;
  }

  /** Nothing more is sent: a question that nobody sends would wait for good. */
  close(): void {
    this.#isClosed = true;
  }

  /** Resolves when all of them are done. Rejects with what went wrong first; those behind it were not carried out. */
  async send(): Promise<void> {
    const asked = this.#queued.splice(0);
    if (asked.length === 0) return;
    const flight = new Flight(asked.map(({ statement }) => statement));
    const failure = await new Promise<unknown>((done) => {
      flight.callback = done;
      this.client.query(flight);
    });
    // What was carried out before is known to be: whoever asked for it may go on from there.
    for (const [index, { resolve, reject }] of asked.entries()) {
      const result = flight.results[index];
      if (result) resolve(result);
      else reject(failure ?? new Error("no reply"));
    }
    if (failure) throw failure;
  }
}

/** Reads that wait for nothing in between, on one connection of the pool. */
export async function inOneTrip<T>(pool: pg.Pool, ask: (asks: Asks) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const batch = new Batch(client);
    const [, answered] = await Promise.all([Promise.resolve().then(() => sendLast(batch)), ask(batch)]);
    return answered;
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(broken);
  }
}

function sendLast(batch: Batch): Promise<void> {
  batch.close();
  return batch.send();
}

interface Asked {
  readonly statement: Statement;
  readonly resolve: (result: Rows<unknown>) => void;
  readonly reject: (error: unknown) => void;
}

/** The driver's connection, as far as a query of one's own speaks through it. */
interface Wire {
  stream: Written;
  readonly parsedStatements: Readonly<Record<string, string | undefined>>;
  parse(statement: { readonly name: string | undefined; readonly text: string }): void;
  bind(bound: { readonly statement: string | undefined; readonly values: readonly unknown[] }): void;
  describe(portal: { readonly type: "P"; readonly name: "" }): void;
  execute(portal: object): void;
  sync(): void;
}

/** Where the connection's messages go. */
interface Written {
  readonly writable: boolean;
  write(bytes: Buffer): unknown;
}

interface Column {
  readonly name: string;
  readonly dataTypeID: number;
}

/** More than this many statements do not each take as long as they may. */
const MOST_LIMITS = 3;

type Parser = (text: string) => unknown;

type Columns = readonly { readonly name: string; readonly parse: Parser }[];

/** connection -> prepared statement -> its columns: Postgres does not change what a prepared statement returns, so it says it once. */
const described = new WeakMap<Wire, Map<string, Columns>>();

function columnsKnownTo(wire: Wire): Map<string, Columns> {
  const known = described.get(wire) ?? new Map<string, Columns>();
  described.set(wire, known);
  return known;
}

/** One way there and back, as the driver's client hears it: the replies come in the order of the statements, and ready once at the end. */
class Flight {
  /** Of the statement whose reply is under way; the client notes by it what is prepared. */
  name: string | undefined;
  text: string | undefined;
  /** Called when all is said, with what went wrong if anything did; the client's time limit calls it too. */
  callback: (failure: unknown) => void = () => undefined;
  /** Where the client puts its types. */
  readonly _result: { _types?: { getTypeParser(id: number, format: "text"): Parser } } = {};
  /** The server has a limit for each statement, and decides; the client's is for all of them. A line that is dead is not waited for as long. */
  readonly query_timeout: number;
  readonly results: { rows: Record<string, unknown>[]; rowCount: number }[] = [];
  #columns: Columns = [];
  #known: Map<string, Columns> = new Map();
  #rows: Record<string, unknown>[] = [];
  #failure: Error | undefined;

  constructor(readonly statements: readonly Statement[]) {
    this.query_timeout = Math.min(statements.length, MOST_LIMITS) * STATEMENT_TIMEOUT_MS + SILENT_AFTER_MS;
    this.#next();
  }

  /** Called by the client, which hears of what is wrong by what is returned. */
  submit(connection: pg.Connection): Error | null {
    try {
      // Before anything is on its way: half a batch would leave the connection between two replies.
      const wire = connection as unknown as Wire;
      refuseSharedNames(wire, this.statements);
      const prepared = this.statements.map(({ name, text, values = [] }) => ({ name, text, values: values.map(utils.prepareValue) }));
      this.#known = columnsKnownTo(wire);
      this.#next();
      send(wire, prepared, this.#known);
      return null;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  handleRowDescription({ fields }: { readonly fields: readonly Column[] }): void {
    const types = this._result._types ?? pg.types;
    this.#columns = fields.map(({ name, dataTypeID }) => ({ name, parse: types.getTypeParser(dataTypeID, "text") as Parser }));
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const row: Record<string, unknown> = {};
    for (const [index, { name, parse }] of this.#columns.entries()) {
      const value = fields[index] ?? null;
      row[name] = value === null ? null : parse(value);
    }
    this.#rows.push(row);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    // So Postgres says that the transaction had failed before: nothing of it is there.
    if (this.text === "COMMIT" && text === "ROLLBACK") this.#failure = new Error("the transaction had failed, and was rolled back");
    if (this.#failure) return;
    this.results.push({ rows: this.#rows, rowCount: Number(/\d+$/.exec(text)?.[0] ?? 0) });
    this.#rows = [];
    if (this.name !== undefined) this.#known.set(this.name, this.#columns);
    this.#next();
  }

  handleError(error: unknown): void {
    this.callback(error);
  }

  handleEmptyQuery(): void {
    this.results.push({ rows: [], rowCount: 0 });
    this.#next();
  }

  handleReadyForQuery(): void {
    this.callback(this.#failure);
  }

  #next(): void {
    const next = this.statements[this.results.length];
    this.name = next?.name;
    this.text = next?.text;
    this.#columns = (next?.name === undefined ? undefined : this.#known.get(next.name)) ?? [];
  }
}

/** Postgres would carry out the statement that has the name already, whatever the new one says. */
function refuseSharedNames({ parsedStatements }: Wire, statements: readonly Statement[]): void {
  const known = new Map<string, string>();
  for (const { name, text } of statements) {
    if (name === undefined) continue;
    const other = known.get(name) ?? parsedStatements[name];
    if (other !== undefined && other !== text) throw new Error(`two statements are named ${name}`);
    known.set(name, text);
  }
}

/** As one piece: a socket that is given many makes a list of them for the kernel. */
function send(wire: Wire, statements: readonly Statement[], known: ReadonlyMap<string, Columns>): void {
  const parsed = new Set<string>();
  const { stream } = wire;
  const pieces: Buffer[] = [];
  wire.stream = { writable: stream.writable, write: (bytes) => pieces.push(bytes) };
  try {
    for (const { name, text, values = [] } of statements) {
      if (name === undefined || (wire.parsedStatements[name] === undefined && !parsed.has(name))) wire.parse({ name, text });
      if (name !== undefined) parsed.add(name);
      wire.bind({ statement: name, values });
      if (name === undefined || !known.has(name)) wire.describe({ type: "P", name: "" });
      wire.execute({});
    }
    wire.sync();
  } finally {
    wire.stream = stream;
  }
  if (pieces.length > 0) stream.write(Buffer.concat(pieces));
}
