/** The command line of `npm start`. */
export interface Arguments {
  readonly once: boolean;
  /** What an earlier chain left in the directory is erased. */
  readonly fresh: boolean;
  /** A process that dies is started again. */
  readonly keepAlive: boolean;
  readonly dir: string;
  readonly help: boolean;
}

export const HELP = `npm start [-- --once] [--fresh] [--keep-alive] [--dir DIR]

  Brings up a coffee chain on this machine: Postgres, the cloud, two stores, and a line to the
  internet for each store that can be cut. Tells the story of an outage, of a box that dies and
  of a database that is put back, compares the cloud with what was acknowledged, and stays up
  until Ctrl-C. The next start goes on with what is there: the same orders, tokens and, where
  they are free, ports.

  --once        begins afresh and stops after the story; the exit code is 1 if anything differs
  --fresh       erases what an earlier chain left in the directory
  --keep-alive  starts the cloud or a box again when it dies; without it, that is only reported
  --dir DIR     data, logs and chain.json (default .crema); a second chain needs another one
  --help        this text
`;

/** A string is the fault. */
export function parseArguments(words: readonly string[]): Arguments | string {
  let once = false;
  let fresh = false;
  let keepAlive = false;
  let help = false;
  let dir = ".crema";
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (word === "--once") once = true;
    else if (word === "--fresh") fresh = true;
    else if (word === "--keep-alive") keepAlive = true;
    else if (word === "--help" || word === "-h") help = true;
    else if (word === "--dir" || word.startsWith("--dir=")) {
      const value = word === "--dir" ? words[++index] : word.slice("--dir=".length);
      if (!value || value.startsWith("--")) return "--dir needs a directory";
      dir = value;
    } else return `unknown argument "${word}"`;
  }
  return { once, fresh: fresh || once, keepAlive, dir, help };
}
