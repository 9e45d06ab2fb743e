/** What `npm run scale` is asked for. */
export interface ScaleArguments {
  readonly boxes: number;
  readonly streams: number;
  readonly changesPerSecond: number;
  readonly seconds: number;
  /** A file to write the report into; null: it is only printed. */
  readonly report: string | null;
}

export const HELP = `npm run scale -- [--boxes 50] [--streams 500] [--changes 100] [--seconds 15] [--report docs/scale-report.md]
A Postgres and two nodes of the cloud, so many stores whose boxes speak the real protocol, and so many
streams of orders, all on this machine. Exit code 1 when anything was lost or did not catch up.`;

const NUMBERS = { boxes: 50, streams: 500, changes: 100, seconds: 15 };

/** A text: what is wrong. */
export function parseScaleArguments(words: readonly string[]): ScaleArguments | string {
  const numbers = { ...NUMBERS };
  let report: string | null = null;
  for (let at = 0; at < words.length; at += 2) {
    const name = words[at]?.replace(/^--/, "") ?? "";
    const value = words[at + 1] ?? "";
    if (name === "report" && value !== "") report = value;
    else if (name in numbers && /^[1-9]\d{0,6}$/.test(value)) numbers[name as keyof typeof NUMBERS] = Number(value);
    else return `${words[at]} ${value} is not understood.`;
  }
  const { boxes, streams, changes, seconds } = numbers;
  return { boxes, streams, changesPerSecond: changes, seconds, report };
}
