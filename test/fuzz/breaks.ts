/**
 * Breaks between histories, drawn from a world's seed: boxes that die, are stolen, restored or copied, and a cloud whose database is put
 * back. Each is ended by what its operators have for it: a code and an enrolment, and a re-log of every disk that was left behind.
 */
import { join } from "node:path";
import { HAND_IN_PATH, REBUILD_PATH } from "@crema/sync/protocol/hand-back";
import { at, join as joinOf } from "../world/message.ts";
import { done, type Reply, readResponse } from "../world/reply.ts";
import type { StoreBox } from "../world/store-box.ts";
import type { TestStore, World } from "../world/world.ts";
import { backedUp, disksIn, knowsOrder, prepared, restored, wasBegun } from "./disks.ts";
import { isNoResponse, maybeLater, repeat, type Schedule, type Steps } from "./schedule.ts";
import type { Site } from "./site.ts";

const OF_LINEAGE = [joinOf, at(REBUILD_PATH), at(HAND_IN_PATH), at("/v1/enroll")];
const FAULTS = ["drop_request", "duplicate", "echo", "drop_response", "truncate_response", "proxy_error"] as const;
const TRIES = 40;

export class Breaks {
  readonly sites: readonly Site[];
  /** What the cloud has forgotten of what it had acknowledged to guests. */
  readonly forgotten = new Set<string>();
  #inCopy: ReadonlySet<string> | null = null;
  #schedule: Schedule | null = null;

  constructor(private readonly world: World) {
    const fresh = { next: null, backup: null, copy: null, isCopied: false };
    this.sites = world.allStores.map((storeAt) => ({ storeAt, replaced: [], disks: [], clones: [], ...fresh }));
  }

  of(schedule: Schedule): void {
    this.#schedule = schedule;
  }

  readonly commands: Steps = [
    ...this.#atSite(3, "a box dies and is replaced", (site) => this.#replace(site, false)),
    ...this.#atSite(2, "a box is stolen", (site) => this.#replace(site, true)),
    ...this.#atSite(2, "the machine that stands there is enrolled", async (site) => void (await this.#enrol(site, 1))),
    ...this.#atSite(2, "the box is enrolled again", (site) => this.#enrolAgain(site)),
    ...this.#atSite(2, "the box is backed up", (site) => this.#backUp(site)),
    ...this.#atSite(3, "the box is restored", (site) => this.#restore(site)),
    ...this.#atSite(1, "the disk is copied", (site) => this.#copyDisk(site)),
    ...this.#atSite(2, "a copy of the disk is put in", (site) => this.#putCopyIn(site)),
    ...this.#atSite(2, "a clone runs beside the box", (site) => this.#clone(site)),
    ...repeat(2, "the database is copied", () => this.#alone("cloud", () => this.#copyDatabase())),
    ...repeat(5, "the database is put back", () => this.#alone("cloud", () => this.#putDatabaseBack())),
    ...repeat(3, "an exchange about histories is spoilt", async (world, storeAt) => {
      storeAt.line.once(world.random.pick(FAULTS), world.random.pick(OF_LINEAGE));
    }),
    ...repeat(4, "somebody looks whether it was made", (_, storeAt) => this.#look(storeAt)),
  ];

  #tell(text: string): void {
    this.#schedule?.story.push(`  ${text}`);
  }

  #alone(machine: string, work: () => Promise<void>): Promise<void> {
    if (!this.#schedule) throw new Error("it belongs to no schedule");
    return this.#schedule.alone(machine, work);
  }

  #atSite(weight: number, name: string, work: (site: Site) => Promise<void>): Steps {
    return repeat(weight, name, (_, storeAt) => this.#alone(storeAt.id, () => work(this.#siteOf(storeAt))));
  }

  #siteOf(storeAt: TestStore): Site {
    const site = this.sites.find((each) => each.storeAt === storeAt);
    if (!site) throw new Error(`${storeAt.id} is not of this world`);
    return site;
  }

  // ---- boxes

  async #replace(site: Site, isStolen: boolean): Promise<void> {
    const { world } = this;
    const { storeAt } = site;
    if (site.next) return;
    if (isStolen) {
      const reply = await world.app.hq("POST", `/stores/${storeAt.id}/revoke-box`, {});
      this.#tell(`revoked: ${reply.code}`);
      if (reply.code !== "ok") return;
    } else {
      // Often with something that nobody else knows.
      if (world.random.randomly(0.7)) storeAt.line.set("reset");
      await this.#sell(storeAt);
      await storeAt.box.crash();
    }
    site.next = await world.anotherBox(storeAt.id);
    await this.#enrol(site, 3);
  }

  /** The app orders, and the store begins what it has and takes money. */
  async #sell(storeAt: TestStore): Promise<void> {
    const { world } = this;
    await this.#answered(() => world.app.tryPlace(storeAt.id, { requested_for: maybeLater(world) }));
    await world.pass(1_500);
    await this.#begin(storeAt);
    await this.#answered(() => storeAt.till.tryPlace());
  }

  /** Somebody at the counter begins all that the screen shows, as far as the box lets them. */
  async #begin({ till }: TestStore): Promise<void> {
    const queue = (await this.#answered(() => till.tryQueue()))?.body.orders ?? [];
    for (const { order_id, status } of queue) {
      if (status === "PLACED") await this.#answered(() => till.step(order_id, "PLACED", "IN_PROGRESS"));
      if (status === "IN_PROGRESS") await this.#answered(() => till.pay(order_id));
    }
  }

  /** A lost answer is asked for again. */
  async #enrol(site: Site, tries: number): Promise<boolean> {
    const { storeAt, next } = site;
    if (!next) return true;
    if (!(await this.#takesPlace(next, tries))) return false;
    await storeAt.box.crash();
    site.replaced.push(storeAt.box);
    site.next = null;
    storeAt.box = next;
    storeAt.line = next.line;
    // No tablet is paired again.
    storeAt.till = await storeAt.till.movedTo(next);
    await this.#begin(storeAt);
    return true;
  }

  async #enrolAgain({ storeAt, next }: Site, tries = 2): Promise<void> {
    if (next || !storeAt.box.isUp || !/^(CONFLICT|FENCED|UNKNOWN_BOX)$/.test(this.world.linkOf(storeAt))) return;
    await this.#takesPlace(storeAt.box, tries);
  }

  async #takesPlace(box: StoreBox, tries: number): Promise<boolean> {
    const before = box.box.store.queries.identity()?.node_id;
    for (let left = tries; left > 0; left -= 1) {
      const reply = await this.#answered(() => this.world.enrollNext(box));
      if (reply?.code === "ok" || box.box.store.queries.identity()?.node_id !== before) {
        this.#tell("enrolled");
        return true;
      }
      this.#tell(`not enrolled: ${reply?.code ?? "no answer"}`);
      if (left > 1) await this.world.pass(3_000);
    }
    return false;
  }

  async #answered<T>(ask: () => Promise<Reply<T>>): Promise<Reply<T> | null> {
    try {
      return await ask();
    } catch (error) {
      if (isNoResponse(error)) return null;
      throw error;
    }
  }

  #now(): string {
    return new Date(this.world.time.clock.now()).toISOString();
  }

  async #backUp(site: Site): Promise<void> {
    const { dir } = site.storeAt.box;
    site.backup = backedUp(dir, this.#now());
  }

  async #restore(site: Site): Promise<void> {
    const { box, till, id } = site.storeAt;
    if (site.next) return;
    if (site.backup === null) return this.#backUp(site);
    await box.stop();
    const put = restored(box.dir, site.backup, id, this.#now());
    await box.open();
    this.#tell(`restored: ${put.look_first} to be looked at`);
    // The backup may be of a machine before this one.
    await till.signManagerIn();
  }

  async #copyDisk(site: Site): Promise<void> {
    site.copy = site.storeAt.box.copyDisk();
  }

  async #putCopyIn(site: Site): Promise<void> {
    const { box, till } = site.storeAt;
    if (site.next) return;
    if (site.copy === null) return this.#copyDisk(site);
    await box.stop();
    site.disks.push(box.dir);
    box.useDisk(site.copy);
    site.copy = null;
    site.isCopied = true;
    await box.open();
    this.#tell("put in");
    await till.signManagerIn();
  }

  /** It sells a little, and its line may be better than the original's. */
  async #clone(site: Site): Promise<void> {
    const { world } = this;
    const { storeAt } = site;
    if (site.next || !storeAt.box.isUp || site.clones.length > 0) return;
    const clone = await world.anotherBox(storeAt.id);
    await clone.stop();
    clone.useDisk(storeAt.box.copyDisk());
    site.clones.push(clone);
    this.#tell("cloned");
    site.isCopied = true;
    await clone.open();
    const till = await storeAt.till.movedTo(clone);
    await this.#answered(() => till.tryPlace({}, `clone-${clone.dir}`));
  }

  async #look({ till, box }: TestStore): Promise<void> {
    const doubtful = (await till.queue()).filter((order) => order.look_first === true);
    if (doubtful.length === 0) return;
    const { order_id } = this.world.random.pick(doubtful);
    const site = this.sites.find(({ storeAt }) => storeAt.box === box);
    if (site) await till.look(order_id, await wasBegun(this.#allDisks(site), order_id));
  }

  // ---- the cloud

  async #copyDatabase(): Promise<void> {
    this.#inCopy = new Set(this.world.ledger.orders.keys());
    await this.world.copyDatabase();
  }

  async #putDatabaseBack(): Promise<void> {
    const { world } = this;
    if (!this.#inCopy) return this.#copyDatabase();
    for (const { storeAt } of this.sites) await this.#sell(storeAt);
    await world.putDatabaseBack();
    this.#tell("put back");
    for (const [id, { by }] of world.ledger.orders) if (by === "guest" && !this.#inCopy.has(id)) this.forgotten.add(id);
  }

  // ---- the end

  /** Copies are thrown away (so headquarters resolves the conflict), boxes enrolled, and what only their disks have is re-logged. */
  async end(): Promise<void> {
    for (const site of this.sites) {
      const { storeAt } = site;
      for (const clone of site.clones) {
        await clone.crash();
        site.disks.push(clone.dir);
        await this.world.time.pump(clone.line.settle());
      }
      if (site.next && !(await this.#enrol(site, TRIES))) throw new Error(`[K4] ${storeAt.id} gets no box any more`);
      if (!storeAt.box.isUp) await storeAt.box.open();
      storeAt.line.calm();
      await this.#goesOn(site);
      for (const file of disksIn(this.#allDisks(site), storeAt.box.dir)) await this.#relog(storeAt, file);
      if (site.isCopied) done(await this.world.app.hq("POST", `/stores/${storeAt.id}/conflict/resolve`, {}));
    }
  }

  async #goesOn(site: Site): Promise<void> {
    const { world } = this;
    const { storeAt } = site;
    const { monotonic } = world.time.clock;
    const since = monotonic();
    // A box is LIVE until its next word, also where a clone has joined meanwhile and its own history has ended.
    const hasSpoken = () => monotonic() - (storeAt.box.box.link.status().last_exchange_age_ms ?? Number.POSITIVE_INFINITY) > since;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const knows = () => {
        const now = world.linkOf(storeAt);
        return /^(CONFLICT|FENCED|UNKNOWN_BOX)$/.test(now) || (now === "LIVE" && hasSpoken()) ? now : null;
      };
      const state = await world.until(`[K4] ${storeAt.id} knows how it stands`, knows).catch((cause: unknown) => {
        const why = JSON.stringify(storeAt.box.box.link.lastError());
        throw new Error(`[K4] ${storeAt.id} is ${world.linkOf(storeAt)} for good: ${why}`, { cause });
      });
      if (state === "LIVE") return;
      await this.#enrolAgain(site);
      await world.pass(1_000);
    }
    throw new Error(`[K4] ${storeAt.id} is ${world.linkOf(storeAt)} for good`);
  }

  async #relog({ box }: TestStore, source: string): Promise<void> {
    const body = { file: prepared(source, join(box.copyDisk(), "relog.sqlite"), this.#now()), source, dry_run: false };
    for (let tries = TRIES; ; tries -= 1) {
      const reply = await this.world.time.pump(box.lan("POST", "/v1/relog", box.box.operatorToken, body));
      const relogged = await readResponse<{ entered: unknown; not_applied: number }>(reply);
      // The box may be at what it has put aside itself.
      if (relogged.code === "service.unavailable" && tries > 0) {
        await this.world.pass(1_000);
        continue;
      }
      const { entered, not_applied } = done(relogged);
      this.#tell(`re-logged ${source}: ${JSON.stringify(entered)}, ${not_applied} not applied`);
      return;
    }
  }

  #allDisks({ storeAt, replaced, clones, disks }: Site): string[] {
    return [...new Set([storeAt.box.dir, ...[...replaced, ...clones].map(({ dir }) => dir), ...disks])];
  }

  /** Whether the order is on some disk of its store. */
  isOnDisk(site: Site, orderId: string): boolean {
    return knowsOrder(this.#allDisks(site), orderId);
  }
}
