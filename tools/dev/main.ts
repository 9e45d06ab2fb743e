/**
 * `npm start`. The chain must be gone when this process is, however it ends: by Ctrl-C, by an error, by the end of its
 * parent. The last one shows as a change of the parent's id.
 */
import { systemClock } from "@crema/shared/server/system";
import { HELP, parseArguments } from "./arguments.ts";
import { askedToEnd } from "./asked-to-end.ts";
import { CannotTake } from "./chain-file.ts";
import { ApiError } from "./client/call.ts";
import { describeChain } from "./sign-ins.ts";
import { type Chain, startChain } from "./start-chain.ts";
import { isSame } from "./story/comparison.ts";
import { failureLines } from "./story/failure.ts";
import { tellStory } from "./story/story.ts";
import { renderTable } from "./story/table.ts";

const print = (text: string) => process.stdout.write(`${text}\n`);

class Ended extends Error {}

/** Whether all books agree. Where a step of the story fails on a chain that goes on, the chain runs all the same. */
async function tellAndCompare(chain: Chain, say: (text: string) => void): Promise<boolean> {
  let told: string | null = null;
  try {
    const from = systemClock.monotonic();
    const seconds = () => Math.round((systemClock.monotonic() - from) / 1_000);
    const comparisons = await tellStory(chain, (line) => {
      told = line;
      say(`${`${seconds()} s`.padStart(6)}  ${line}`);
    });
    say(`\n${renderTable(comparisons)}\n`);
    return comparisons.every(isSame);
  } catch (error) {
    if (!chain.isResumed || !(error instanceof ApiError)) throw error;
    for (const { id } of chain.file.stores) chain.wan(id, "up");
    say(`\n  ${failureLines(error, told).join("\n  ")}\n`);
    return false;
  }
}

async function main(): Promise<number> {
  const parsed = parseArguments(process.argv.slice(2));
  if (typeof parsed === "string") {
    process.stderr.write(`${parsed}\n\n${HELP}`);
    return 2;
  }
  if (parsed.help) {
    print(HELP);
    return 0;
  }
  const ended = askedToEnd();
  const orEnd = <T>(work: Promise<T>): Promise<T> =>
    Promise.race([
      work,
      ended.then((why) => {
        throw new Ended(why);
      }),
    ]);
  let chain: Chain | null = null;
  const giveUp = new AbortController();
  void ended.then((why) => giveUp.abort(new Ended(why)));
  /** For what goes on beside the stop, as the story does until its chain is gone: whoever has asked for the end reads of that alone. */
  const say = (text: string) => {
    if (!giveUp.signal.aborted) print(text);
  };
  try {
    chain = await startChain({
      dir: parsed.dir,
      stores: 2,
      seed: 1,
      resume: !parsed.fresh,
      keepAlive: parsed.keepAlive,
      onProgress: (line) => say(`  starting ${line}`),
      onNews: (line) => say(`\n  ${line}`),
      signal: giveUp.signal,
    });
    if (chain.isResumed) print(`\n  Going on with what is in ${chain.dir}; \`npm start -- --fresh\` begins afresh.`);
    print("");
    const same = await orEnd(tellAndCompare(chain, say));
    if (!parsed.once) {
      print(`${describeChain(chain)}\n\n  Ctrl-C stops everything.`);
      print(`\n  (${await ended})`);
    }
    return same ? 0 : 1;
  } catch (error) {
    if (error instanceof Ended) {
      print(`\n  stopping: ${error.message}`);
      return 130;
    }
    if (error instanceof CannotTake) process.stderr.write(`${error.message}\n`);
    else console.error(error);
    return 1;
  } finally {
    await chain?.stop();
    if (giveUp.signal.aborted) print("  stopped");
  }
}

process.exit(await main());
