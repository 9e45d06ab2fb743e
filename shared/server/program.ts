/** A program as whoever starts it meets it: what it prints, where, and its exit code. */

export const FAILED = 1;
/** The command line or the settings. */
export const NOT_UNDERSTOOD = 2;

/** What of Node's process a program touches. */
export interface ProgramProcess {
  readonly argv: readonly string[];
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  exitCode?: number | string | null | undefined;
  exit(code: number): unknown;
}

interface Program {
  /** The result alone goes to stdout. */
  printOut(text: string): 0;
  /** Returns the code, for the caller to end with. */
  printError(text: string, code: number): number;
  /**
   * `main` resolves to the exit code, or to null when it runs until a signal ends it. `explain`: the words for a fault that whoever
   * started the program can mend; any other one is shown with its stack.
   */
  run(main: (argv: readonly string[]) => Promise<number | null>, explain: (error: unknown) => string | null): Promise<void>;
}

export function createProgram(name: string, process: ProgramProcess): Program {
  const printError = (text: string, code: number): number => {
    process.stderr.write(`${name}: ${text}\n`);
    return code;
  };
  return {
    printOut(text) {
      process.stdout.write(text);
      return 0;
    },
    printError,
    async run(main, explain) {
      try {
        const code = await main(process.argv.slice(2));
        if (code !== null) process.exitCode = code;
      } catch (error) {
        const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
        process.exit(printError(explain(error) ?? stack, FAILED));
      }
    },
  };
}
