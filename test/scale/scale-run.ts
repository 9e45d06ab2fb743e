/** The steps of a scale run. Each measures something and says so at once. */
import { accessToken } from "@crema/cloud/auth/access-token";
import type { Lifecycle } from "@crema/shared/server/lifecycle";
import { cpuSeconds, postgresCpuSeconds } from "../bench/cpu-time.ts";
import { POSTGRES_SETTINGS } from "../bench/postgres-work.ts";
import type { ScaleArguments } from "./arguments.ts";
import { DatabaseWatch } from "./database-watch.ts";
import { startGuestReads } from "./guest-reads.ts";
import type { StreamFigures } from "./held-streams.ts";
import { makeStores } from "./light-stores.ts";
import { residentBytes } from "./process-memory.ts";
import { printFigure, type ScaleFigure } from "./scale-report.ts";
import { startTwoNodes, type TwoNodes } from "./two-nodes.ts";
import { WorkerProcess } from "./worker-process.ts";

/** Files that a process may have open are one per stream; what else it needs is little. */
const STREAMS_PER_PROCESS = 10_000;
const BOXES_PER_PROCESS = 500;
/** Over all processes: a node refuses more than it opens at once, and its clients then come back later. */
const OPENED_AT_ONCE = 60;
const IDLE_S = 10;
const OUTAGE_CHANGES = 20;
/** How often a node compares anyway. */
const POLL_MS = 5_000;
const CAUGHT_UP_MS = 180_000;
/** With fewer of them what a process costs by itself is more than what they do, and nothing is asked of the figure. */
const BOXES_TO_JUDGE = 500;
const STREAMS_TO_JUDGE = 2_000;

export class ScaleRun {
  readonly figures: ScaleFigure[] = [];
  #boxes: WorkerProcess[] = [];
  #streams: WorkerProcess[] = [];
  #orders: string[] = [];

  private constructor(
    private readonly asked: ScaleArguments,
    private readonly cloud: TwoNodes,
    readonly database: DatabaseWatch,
    private readonly lifecycle: Lifecycle,
    private readonly say: (line: string) => void,
  ) {}

  static async start(asked: ScaleArguments, lifecycle: Lifecycle, say: (line: string) => void): Promise<ScaleRun> {
    say("Postgres and two nodes of the cloud");
    const cloud = await startTwoNodes(lifecycle, [...POSTGRES_SETTINGS, "max_connections=200"]);
    const database = await DatabaseWatch.open(cloud.databaseUrl);
    lifecycle.push("database watch", () => database.end());
    return new ScaleRun(asked, cloud, database, lifecycle, say);
  }

  async openBoxes(): Promise<void> {
    const { boxes } = this.asked;
    const { urls, adminToken } = this.cloud;
    this.say(`${boxes} stores, their menus and codes`);
    const stores = await makeStores(urls[0] ?? "", adminToken, boxes, (made) => {
      if (made % 200 === 0) this.say(`  ${made} stores`);
    });
    this.say("their boxes are enrolled, join and go live");
    const begin = performance.now();
    const parts = chunks(stores, BOXES_PER_PROCESS);
    this.#boxes = parts.map(() => this.#worker());
    await Promise.all(parts.map((part, index) => this.#boxes[index]?.ask("openBoxes", { urls, stores: part })));
    this.#figure(`${boxes} boxes enrolled, joined and live`, secondsSince(begin));
  }

  async idle(): Promise<void> {
    this.say(`nothing happens for ${IDLE_S} s but heartbeats and held requests`);
    const [before, commits] = [this.#used(), await this.database.commits()];
    await wait(IDLE_S * 1_000);
    const after = this.#used();
    const written = ((await this.database.commits()) - commits) / IDLE_S;
    const share = (of: "cloud" | "postgres") => `${(((after[of] - before[of]) / IDLE_S) * 100).toFixed(0)} %`;
    const both = (after.cloud + after.postgres - before.cloud - before.postgres) / IDLE_S;
    const measured = `${share("cloud")} of a core in both nodes, ${share("postgres")} in Postgres, ${written.toFixed(0)} commits/s`;
    const isMany = this.asked.boxes >= BOXES_TO_JUDGE;
    this.#figure(
      `${this.asked.boxes} idle boxes cost`,
      measured,
      isMany ? "25 % of a core for 1,000" : "",
      isMany ? both < (0.25 * this.asked.boxes) / 1_000 : null,
    );
  }

  async sell(): Promise<void> {
    const each = Math.ceil(this.asked.streams / this.asked.boxes);
    this.say(`each box sells ${each} orders`);
    const begin = performance.now();
    const placed = await Promise.all(this.#boxes.map((worker) => worker.ask("place", { each })));
    this.#orders = placed.flat();
    const rate = (this.#orders.length / (performance.now() - begin)) * 1_000;
    this.#figure(`${this.#orders.length} orders from the boxes are in the cloud`, `${rate.toFixed(0)}/s`);
  }

  async openStreams(): Promise<void> {
    const { streams } = this.asked;
    const { urls, secret } = this.cloud;
    this.say(`${streams} guests follow an order each`);
    const followed = this.#orders.slice(0, streams).map((orderId) => ({ orderId, token: accessToken(secret, orderId) }));
    const parts = chunks(followed, STREAMS_PER_PROCESS);
    this.#streams = parts.map(() => this.#worker());
    const memory = this.#memory();
    const begin = performance.now();
    const atOnce = Math.max(1, Math.floor(OPENED_AT_ONCE / parts.length));
    const opened = parts.map((part, index) => this.#streams[index]?.ask("openStreams", { urls, streams: part, atOnce }));
    await Promise.all(opened);
    this.#figure("streams opened", `${((streams / (performance.now() - begin)) * 1_000).toFixed(0)}/s`);
    await wait(3_000);
    const kB = (this.#memory() - memory) / streams / 1_000;
    const isMany = streams >= STREAMS_TO_JUDGE;
    this.#figure("memory of both nodes per stream", `${kB.toFixed(1)} kB`, isMany ? "under 20 kB" : "", isMany ? kB < 20 : null);
    await this.#sum();
  }

  async change(): Promise<void> {
    const { changesPerSecond, seconds } = this.asked;
    this.say(`${changesPerSecond} changes a second for ${seconds} s`);
    const { changed, took } = await this.#changes(seconds);
    const { p50, p95, most } = await this.#sum();
    const measured = `p50 ${p50.toFixed(0)}, p95 ${p95.toFixed(0)}, longest ${most.toFixed(0)} ms`;
    this.#figure(`${changed} changes in ${took.toFixed(0)} s, from the box's commit to its guest`, measured, "p95 under 250 ms", p95 < 250);
  }

  async loseListen(): Promise<void> {
    const { changesPerSecond } = this.asked;
    this.say("the connections by which the nodes hear of changes are cut in the midst of them");
    const before = await this.database.streamStatements();
    const begin = performance.now();
    const changing = this.#changes(8);
    await wait(4_000);
    await this.database.cutListeners();
    const { changed } = await changing;
    const late = await this.#caughtUp();
    const after = await this.database.streamStatements();
    const polls = 2 * Math.ceil((performance.now() - begin) / POLL_MS);
    const [compared, read] = [after.compared - before.compared, after.read - before.read];
    const { most } = await this.#sum();
    this.#figure(
      `LISTEN lost on both nodes at ${changesPerSecond} changes/s, ${this.asked.streams} streams`,
      `${compared} comparisons, ${read} reads for ${changed} changes; the latest told after ${most.toFixed(0)} ms`,
      `one comparison per node, and ${polls} by polls`,
      compared <= 2 + polls && read <= changed + 100,
    );
    this.#caught("all streams have caught up after a lost LISTEN", late);
  }

  async killNode(): Promise<void> {
    this.say("a node is killed while orders go on, and started again");
    const node = this.cloud.nodes[1];
    const before = await this.#sum();
    const changing = this.#changes(10);
    await wait(2_000);
    await node?.kill("SIGKILL");
    await node?.start();
    const up = performance.now();
    await this.#until(async () => (await this.#sum()).open === this.asked.streams);
    const measured = secondsSince(up);
    const { refused, reconnects } = await this.#sum();
    await changing;
    const late = await this.#caughtUp();
    const back = `${reconnects - before.reconnects} connections ended or found nobody, ${refused - before.refused} refused with a Retry-After`;
    this.#figure("streams of a killed node are back after it serves", `${measured}; ${back}`);
    this.#caught("all streams have caught up after a killed node", late);
    await this.#sum();
  }

  async outage(): Promise<void> {
    const { boxes } = this.asked;
    this.say(`all ${boxes} boxes lose their line, go on for ${OUTAGE_CHANGES} steps each, and come back at once`);
    await Promise.all(this.#boxes.map((worker) => worker.ask("cutOff")));
    const guests = startGuestReads(this.cloud.urls, this.cloud.secret, this.#orders);
    const took = (await Promise.all(this.#boxes.map((worker) => worker.ask("comeBack", { changes: OUTAGE_CHANGES })))).flat();
    const reads = await guests.end();
    took.sort((a, b) => a - b);
    const at = (part: number) => (took[Math.min(took.length - 1, Math.floor(took.length * part))] ?? 0).toFixed(1);
    const longest = took.at(-1) ?? Number.POSITIVE_INFINITY;
    const measured = `half after ${at(0.5)} s, 95 % after ${at(0.95)} s, all after ${at(1)} s`;
    this.#figure(
      `${boxes} boxes back at once with up to ${OUTAGE_CHANGES} steps each`,
      measured,
      "all within 15 s idle, 40 s busy",
      longest < 40,
    );
    this.#figure(
      "a guest reads an order meanwhile",
      `p50 ${reads.p50} ms, p99 ${reads.p99} ms, ${reads.failed} refused`,
      "p99 under 500 ms",
      reads.p99 < 500,
    );
    this.#caught("all streams have caught up after the outage", await this.#caughtUp());
    await this.#sum();
  }

  async compare(): Promise<void> {
    this.say("everything is compared");
    const sent = (await Promise.all(this.#boxes.map((worker) => worker.ask("events")))).reduce((sum, one) => sum + one, 0);
    const stored = await this.database.events();
    this.#must(`events that the boxes have made and the cloud has`, `${sent} and ${stored}`, "equal", sent === stored);
    const { open, gaps } = await this.#sum();
    this.#must("streams that are open", `${open}`, `${this.asked.streams}`, open === this.asked.streams);
    this.#must("changes that did not follow the one before at their stream", `${gaps}`, "0", gaps === 0);
  }

  async #changes(seconds: number): Promise<{ changed: number; took: number }> {
    const begin = performance.now();
    const perSecond = this.asked.changesPerSecond / this.#boxes.length;
    const changed = await Promise.all(this.#boxes.map((worker) => worker.ask("change", { perSecond, seconds })));
    return { changed: changed.reduce((sum, one) => sum + one, 0), took: (performance.now() - begin) / 1_000 };
  }

  /** Seconds until every stream has been told what the database has; null: not within the time. */
  async #caughtUp(): Promise<number | null> {
    const begin = performance.now();
    const isThere = async () => {
      const stored = await this.database.cursors();
      const seen = (await Promise.all(this.#streams.map((worker) => worker.ask("cursors")))).flat();
      return seen.every(([orderId, cursor]) => stored.get(orderId) === cursor);
    };
    return (await this.#until(isThere)) ? (performance.now() - begin) / 1_000 : null;
  }

  #caught(what: string, seconds: number | null): void {
    this.#must(what, seconds === null ? "no" : `${seconds.toFixed(1)} s after the last change`, "all of them", seconds !== null);
  }

  async #until(isSo: () => Promise<boolean>): Promise<boolean> {
    for (const end = performance.now() + CAUGHT_UP_MS; performance.now() < end; await wait(250)) if (await isSo()) return true;
    return false;
  }

  /** What streams were told since the last call: the slowest process's times, all processes' counts. */
  async #sum(): Promise<StreamFigures> {
    const all = await Promise.all(this.#streams.map((worker) => worker.ask("figures")));
    const sum = (of: keyof StreamFigures) => all.reduce((total, one) => total + one[of], 0);
    const most = (of: keyof StreamFigures) => Math.max(...all.map((one) => one[of]));
    return {
      ...{ open: sum("open"), changes: sum("changes"), refused: sum("refused"), reconnects: sum("reconnects"), gaps: sum("gaps") },
      ...{ p50: most("p50"), p95: most("p95"), most: most("most") },
    };
  }

  #used(): { cloud: number; postgres: number } {
    const cloud = this.cloud.nodes.reduce((sum, { pid }) => sum + cpuSeconds(pid ?? 0), 0);
    return { cloud, postgres: postgresCpuSeconds(this.cloud.postgresPid, []) };
  }

  /** Bytes resident in both nodes. */
  #memory(): number {
    return this.cloud.nodes.reduce((sum, { pid }) => sum + residentBytes(pid ?? 0), 0);
  }

  #worker(): WorkerProcess {
    const worker = new WorkerProcess();
    this.lifecycle.push("worker", () => worker.end());
    return worker;
  }

  #figure(what: string, measured: string, goal = "", reached: boolean | null = null): void {
    this.#say({ what, measured, goal, reached });
  }

  #must(what: string, measured: string, goal: string, reached: boolean): void {
    this.#say({ what, measured, goal, reached, mustHold: true });
  }

  #say(figure: ScaleFigure): void {
    this.figures.push(figure);
    printFigure(figure);
  }
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}

const secondsSince = (begin: number): string => `${((performance.now() - begin) / 1_000).toFixed(1)} s`;
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
