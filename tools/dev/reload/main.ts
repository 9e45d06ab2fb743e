/**
 * `npm run dev`: a chain that runs its sources. A change of a page is in the browser at once, a change of a server is there when it
 * has been started again; orders, sign-ins and ports stay. It goes on with what is in the directory, as `npm start` does.
 */
import { join } from "node:path";
import { Lifecycle } from "@crema/shared/server/lifecycle";
import { systemRandomFraction } from "@crema/shared/server/system";
import { readCommandLine } from "../../command-line.ts";
import { askedToEnd } from "../asked-to-end.ts";
import { CannotTake } from "../chain-file.ts";
import { freePort } from "../processes/free-port.ts";
import { ROOT } from "../programs.ts";
import { describeChain } from "../sign-ins.ts";
import { startChain } from "../start-chain.ts";
import { bundledPrograms, bundleSources } from "./bundles.ts";
import { startPageServer } from "./page-server.ts";
import { restartOnChange } from "./restarts.ts";

const HELP = `npm run dev [-- --dir DIR] [--fresh] [--inspect]

  --dir DIR   data, logs and chain.json (default .crema), as of npm start
  --fresh     erases what an earlier chain left in the directory
  --inspect   a debugger can attach: to the cloud at 9229, to store-1 at 9230, to store-2 at 9231
`;
const INSPECT = 9229;
/** What programs are made of. */
const SOURCES = ["shared", "sync", "edge", "cloud", "tools/dev"];
/** From a server's port to the one at which its pages are: the same from one run to the next. */
const FRONT = 1;

const print = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  const from = performance.now();
  const read = readCommandLine(
    {
      options: {
        dir: { type: "string", default: ".crema" },
        fresh: { type: "boolean", default: false },
        inspect: { type: "boolean", default: false },
      },
    },
    HELP,
  );
  if ("print" in read) {
    print(read.print);
    return read.exitCode;
  }
  const { values } = read.asked;
  const lifecycle = new Lifecycle((name, error) => process.stderr.write(`${name} did not stop: ${error}\n`));
  const giveUp = new AbortController();
  const ended = askedToEnd();
  void ended.then((why) => giveUp.abort(new Error(why)));
  try {
    const bundles = await bundleSources(lifecycle);
    const [edgePages, cloudPages, chain] = await Promise.all([
      freePort(systemRandomFraction).then((port) => startPageServer("edge", port, lifecycle)),
      freePort(systemRandomFraction).then((port) => startPageServer("cloud", port, lifecycle)),
      startChain({
        ...{ dir: values.dir, stores: 2, seed: 1, resume: !values.fresh, signal: giveUp.signal },
        programs: bundledPrograms(bundles, values.inspect ? INSPECT : null),
        onProgress: (line) => print(`  starting ${line}`),
        onNews: (line) => print(`\n  ${line}`),
      }).then((started) => {
        lifecycle.push("chain", () => started.stop());
        return started;
      }),
    ]);
    const portBeside = (url: string) => freePort(systemRandomFraction, Number(new URL(url).port) + FRONT);
    const { file } = chain;
    const shown = {
      ...file,
      cloud: { ...file.cloud, url: await cloudPages.front(file.cloud.url, await portBeside(file.cloud.url)) },
      stores: [...file.stores],
    };
    for (const [index, store] of file.stores.entries())
      shown.stores[index] = { ...store, url: await edgePages.front(store.url, await portBeside(store.url)) };
    const restarts = restartOnChange(chain, bundles, print);
    lifecycle.push("restarts", () => restarts.stop());
    edgePages.watch(
      SOURCES.map((folder) => join(ROOT, folder)),
      restarts.changed,
    );
    print(`\n${describeChain({ dir: chain.dir, file: shown })}`);
    print(`\n  Ready after ${((performance.now() - from) / 1000).toFixed(1)} s. What you change is reloaded; Ctrl-C stops everything.`);
    print(`\n  (${await ended})`);
    return 0;
  } catch (error) {
    if (giveUp.signal.aborted) {
      print(`\n  stopping: ${await ended}`);
      return 130;
    }
    if (error instanceof CannotTake) process.stderr.write(`${error.message}\n`);
    else console.error(error);
    return 1;
  } finally {
    await lifecycle.stop();
    if (giveUp.signal.aborted) print("  stopped");
  }
}

process.exit(await main());
