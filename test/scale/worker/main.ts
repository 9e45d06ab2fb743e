/** A process that holds streams or boxes for whoever has started it (worker-process.ts), and ends with it. */
import { BoxHold } from "../box-hold.ts";
import { HeldStreams } from "../held-streams.ts";
import type { Asked, WorkerCalls } from "../worker-process.ts";

let streams: HeldStreams | null = null;
let boxes: BoxHold | null = null;
const held = (): HeldStreams => streams ?? fail("no stream was opened");
const hold = (): BoxHold => boxes ?? fail("no box was opened");

function fail(why: string): never {
  throw new Error(why);
}

const calls: WorkerCalls = {
  async openStreams({ urls, streams: opened, atOnce }) {
    streams ??= new HeldStreams(urls);
    await streams.open(opened, atOnce);
  },
  figures: async () => held().figures(),
  cursors: async () => held().cursors(),
  async openBoxes({ urls, stores }) {
    boxes = await BoxHold.open(urls, stores);
  },
  place: ({ each }) => hold().place(each),
  change: ({ perSecond, seconds }) => hold().change(perSecond, seconds),
  cutOff: () => hold().cutOff(),
  comeBack: ({ changes }) => hold().comeBack(changes),
  events: async () => hold().events(),
  async end() {
    streams?.end();
    await boxes?.cutOff();
  },
};

process.on("message", ({ id, call, given }: Asked) => {
  const done = (calls[call] as (given: unknown) => Promise<unknown>)(given);
  done.then(
    (value) => process.send?.({ id, value }),
    (error: unknown) => process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
