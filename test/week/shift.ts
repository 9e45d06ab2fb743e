/** What happens in one shift at all stores that are open in it, drawn from the world's seed. */
import type { World } from "../world/world.ts";
import type { Crew } from "./crew.ts";

const MINUTE_MS = 60_000;
const CROISSANT = [{ item_id: "croissant", qty: 2, modifier_ids: [], note: null }];
const FAULTS = ["reset", "blackhole", "slow"] as const;

export class Shift {
  #atWork: Crew[] = [];

  constructor(
    private readonly world: World,
    private readonly crews: readonly Crew[],
  ) {}

  /** Before the boxes are switched on: guests order for later, some of them by card. */
  async early(): Promise<void> {
    for (const crew of this.crews) {
      await crew.orderAhead(0);
      await crew.orderAhead(this.world.random.below(3), { payment_method: "ONLINE" });
    }
  }

  async work(minutes: number): Promise<void> {
    this.#atWork = this.crews.filter((crew) => crew.isOpen());
    for (const crew of this.#atWork) await crew.open();
    for (const crew of this.#atWork) await crew.countCroissants(6);
    for (let minute = 0; minute < minutes; minute += 1) {
      for (const crew of this.#atWork) await this.#minuteAt(crew);
      if (this.world.random.randomly(0.02)) await this.world.node.restart();
      await this.world.pass(MINUTE_MS);
    }
    for (const crew of this.crews) crew.storeAt.line.calm();
    await this.world.quiet();
    for (const crew of this.#atWork) await crew.close();
    await this.world.quiet();
  }

  async #minuteAt(crew: Crew): Promise<void> {
    const { random } = this.world;
    const { line } = crew.storeAt;
    if (random.randomly(0.04)) line.set(random.pick(FAULTS));
    else if (random.randomly(0.3)) line.calm();
    if (random.randomly(0.02)) await crew.crash();
    if (random.randomly(0.4)) await crew.sellAtCounter();
    if (random.randomly(0.02)) await crew.pauseApp();
    if (random.randomly(0.15)) await crew.orderInApp({ items: CROISSANT, payment_method: random.pick(["ONLINE", "AT_STORE"] as const) });
    if (random.randomly(0.1)) await crew.askForSubstitute();
    if (random.randomly(0.3)) await crew.choose();
    if (random.randomly(0.2)) await crew.orderInApp();
    if (random.randomly(0.15)) await crew.orderInApp({ payment_method: "ONLINE" });
    if (random.randomly(0.2)) await crew.orderAhead(random.below(2), { payment_method: random.pick(["ONLINE", "AT_STORE"] as const) });
    if (random.randomly(0.5)) await crew.serveAll();
  }
}
