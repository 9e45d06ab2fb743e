/** The words after the name of a tool that people run by hand. */
import { type ParseArgsConfig, parseArgs } from "node:util";

/** What was asked for, or what to print instead and the exit code to end with: 0 after `--help`, 2 after a word that is none of its. */
export function readCommandLine<T extends ParseArgsConfig>(
  config: T,
  help: string,
): { readonly asked: ReturnType<typeof parseArgs<T>> } | { readonly print: string; readonly exitCode: 0 | 2 } {
  if (process.argv.slice(2).some((word) => word === "--help" || word === "-h")) return { print: help, exitCode: 0 };
  try {
    return { asked: parseArgs(config) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { print: `${error.message}\n\n${help}`, exitCode: 2 };
  }
}
