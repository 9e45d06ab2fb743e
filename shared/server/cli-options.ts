/**
 * The command line of a program: a command, at most one word for it, and its options. Unknown input is named, never
 * guessed at.
 */
import { parseArgs } from "node:util";

export interface CommandInput {
  /** Empty where the command takes none. */
  readonly word: string;
  readonly options: ReadonlyMap<string, string>;
  /** Those that were given. */
  readonly flags: ReadonlySet<string>;
  /** Every command can print its result for programs. */
  readonly json: boolean;
}

export interface CommandShape<Command> {
  /** The name of the one word that has to follow the command, if it takes one. */
  readonly word?: string;
  /** Each takes a value. */
  readonly options?: readonly string[];
  /** Each takes none. */
  readonly flags?: readonly string[];
  readonly make: (input: CommandInput) => Parsed<Command>;
}

type Parsed<Value> = { readonly ok: true; readonly command: Value } | { readonly ok: false; readonly fault: string };
export type ParsedCommand<Command> = Parsed<Command | { readonly name: "help" } | { readonly name: "version" }>;

/** `argv`: what follows the program's name. */
export function parseCommandLine<Command>(
  argv: readonly string[],
  shapes: Readonly<Record<string, CommandShape<Command>>>,
): ParsedCommand<Command> {
  const [name = "help", ...rest] = argv;
  if (["help", "--help", "-h"].includes(name)) return { ok: true, command: { name: "help" } };
  if (["version", "--version"].includes(name)) return { ok: true, command: { name: "version" } };
  const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
  if (!shape) return notUnderstood(`unknown command "${name}"`);
  if (rest.includes("--help") || rest.includes("-h")) return { ok: true, command: { name: "help" } };
  const input = readInput(name, rest, shape);
  return input.ok ? shape.make(input.command) : input;
}

export function notUnderstood(fault: string): { readonly ok: false; readonly fault: string } {
  return { ok: false, fault };
}

function readInput(name: string, args: readonly string[], shape: Omit<CommandShape<unknown>, "make">): Parsed<CommandInput> {
  const declared = Object.fromEntries((shape.options ?? []).map((option) => [option, { type: "string" as const }]));
  const { tokens } = parseArgs({ args: [...args], options: declared, strict: false, allowPositionals: true, tokens: true });
  const words: string[] = [];
  const options = new Map<string, string>();
  const flags = new Set<string>();
  const known = new Set([...(shape.flags ?? []), "json"]);
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    else if (token.kind === "option-terminator" || (!known.has(token.name) && !Object.hasOwn(declared, token.name)))
      return notUnderstood(`"${name}" has no option ${token.kind === "option" ? token.rawName : "--"}`);
    else if (known.has(token.name) && token.value === undefined) flags.add(token.name);
    else if (known.has(token.name)) return notUnderstood(`${token.rawName} takes no value`);
    else if (!token.value || (!token.inlineValue && token.value.startsWith("--"))) return notUnderstood(`${token.rawName} needs a value`);
    else options.set(token.name, token.value);
  }
  const [word = ""] = words;
  if (shape.word !== undefined && words.length !== 1) return notUnderstood(`"${name}" needs exactly one ${shape.word}`);
  if (shape.word === undefined && words.length > 0) return notUnderstood(`"${name}" takes no "${word}"`);
  return { ok: true, command: { word, options, flags, json: flags.has("json") } };
}
