/** The command line of `npm start`. */
export interface Arguments {
  readonly once: boolean;
  readonly dir: string;
  readonly help: boolean;
}

export const HELP = `npm start [-- --once] [--dir DIR]

  Brings up a coffee chain on this machine: Postgres, the cloud, two stores, and a line to the
  internet for each store that can be cut. Tells the story of an outage, compares the cloud with
  what was acknowledged, and stays up until Ctrl-C.

  --once      stops after the story; the exit code is 1 if anything differs
  --dir DIR   data, logs and chain.json (default .crema); a second chain needs another one
  --help      this text
`;

/** A string is the fault. */
export function parseArguments(words: readonly string[]): Arguments | string {
  let once = false;
  let help = false;
  let dir = ".crema";
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (word === "--once") once = true;
    else if (word === "--help" || word === "-h") help = true;
    else if (word === "--dir" || word.startsWith("--dir=")) {
      const value = word === "--dir" ? words[++index] : word.slice("--dir=".length);
      if (!value || value.startsWith("--")) return "--dir needs a directory";
      dir = value;
    } else return `unknown argument "${word}"`;
  }
  return { once, dir, help };
}
