/** Follows docs/runbook.md on a chain: types what a section says, and fails where something else is printed. */
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { until } from "@crema/tools/dev/client/until";
import type { Machine } from "./machines.ts";
import { filledIn, type Section, sections, type Typed, wordsIn } from "./page.ts";

const SAYS_SO_MS = 120_000;

export class Follower {
  readonly #page = sections();
  readonly #known = new Map<string, string>();

  /** `given`: what stands for a word of the page that nothing prints. */
  constructor(
    private readonly machines: Record<string, Machine>,
    private readonly given: Map<string, string>,
  ) {}

  section(title: string): Section {
    const found = this.#page.get(title);
    if (!found) throw new Error(`The runbook has no section “${title}”.`);
    return found;
  }

  /** From now on these machines are what the page calls them, and these words stand for these. */
  now(machines: Record<string, Machine>, given: Record<string, string> = {}): void {
    Object.assign(this.machines, machines);
    for (const [word, value] of Object.entries(given)) this.given.set(word, value);
  }

  /** Types one block of commands of a section; `block` counts from 0. */
  async follow(title: string, block: number): Promise<void> {
    const commands = this.section(title).blocks[block];
    if (!commands) throw new Error(`“${title}” has no block ${block} of commands.`);
    for (const typed of commands) await this.#type(typed);
  }

  async #type({ machine: name, command, prints }: Typed): Promise<void> {
    const machine = this.machines[name];
    if (!machine) throw new Error(`There is no machine “${name}” for \`${command}\`.`);
    const words = filledIn(command, new Map([...this.#known, ...this.given]));
    let printed = "";
    const once = async () => {
      printed = await machine.type(words);
      return wordsIn(prints, printed, this.given);
    };
    // What says how things stand is asked until it says so.
    const says = command === "crema-edge status" ? await this.#until(words, once, () => printed) : await once();
    if (!says) throw new Error(`\`${words}\` printed\n${printed}and the page says\n${prints.join("\n")}`);
    for (const [word, value] of says) this.#known.set(word, value);
  }

  #until<T>(words: string, once: () => Promise<T | null>, printed: () => string): Promise<T> {
    const options = { clock: systemClock, timers: systemTimers, limitMs: SAYS_SO_MS, everyMs: 250, what: words };
    return until(options, once).catch((error: unknown) => {
      throw new Error(`\`${words}\` goes on printing\n${printed()}`, { cause: error });
    });
  }
}
