/**
 * The command line of a program: a command, at most one word for it, and its options. Unknown input is named, never
 * guessed at.
 */
import { parseArgs } from "node:util";

export interface CommandInput {
  /** Empty where the command takes none. */
  readonly word: string;
  readonly options: ReadonlyMap<string, string>;
  /** Every command can print its result for programs. */
  readonly json: boolean;
}

export interface CommandShape<Command> {
  /** The name of the one word that has to follow the command, if it takes one. */
  readonly word?: string;
  /** Each takes a value. */
  readonly options?: readonly string[];
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
  let json = false;
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    else if (token.kind === "option-terminator" || (token.name !== "json" && !Object.hasOwn(declared, token.name)))
      return notUnderstood(`"${name}" has no option ${token.kind === "option" ? token.rawName : "--"}`);
    else if (token.name === "json" && token.value === undefined) json = true;
    else if (token.name === "json") return notUnderstood("--json takes no value");
    else if (!token.value || (!token.inlineValue && token.value.startsWith("--"))) return notUnderstood(`${token.rawName} needs a value`);
    else options.set(token.name, token.value);
  }
  const [word = ""] = words;
  if (shape.word !== undefined && words.length !== 1) return notUnderstood(`"${name}" needs exactly one ${shape.word}`);
  if (shape.word === undefined && words.length > 0) return notUnderstood(`"${name}" takes no "${word}"`);
  return { ok: true, command: { word, options, json } };
}
