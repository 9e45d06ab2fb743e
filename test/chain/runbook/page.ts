/** docs/runbook.md as a person follows it: what is typed on which machine, and what the page says that is printed. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PAGE = fileURLToPath(new URL("../../../docs/runbook.md", import.meta.url));

export interface Typed {
  readonly machine: string;
  readonly command: string;
  /** A line that is `…` stands for any number of lines. */
  readonly prints: readonly string[];
}

export interface Section {
  readonly text: string;
  /** Each block of commands of the section, in order. */
  readonly blocks: readonly (readonly Typed[])[];
}

export function sections(): ReadonlyMap<string, Section> {
  const parts = readFileSync(PAGE, "utf8").split(/^## /m).slice(1);
  return new Map(
    parts.map((part) => {
      const end = part.indexOf("\n");
      const text = part.slice(end);
      const blocks = [...text.matchAll(/```console\n([\s\S]*?)```/g)].map(([, block]) => typedIn(block ?? ""));
      return [part.slice(0, end), { text, blocks }];
    }),
  );
}

function typedIn(block: string): Typed[] {
  const typed: { machine: string; command: string; prints: string[] }[] = [];
  for (const line of block.trimEnd().split("\n")) {
    const prompt = /^([a-z]+(?: [a-z]+)?)\$ (.*)$/.exec(line);
    if (prompt) typed.push({ machine: prompt[1] ?? "", command: prompt[2] ?? "", prints: [] });
    else typed.at(-1)?.prints.push(line);
  }
  return typed;
}

const WORDS = /\b(STORE|CLOUD_URL|CODE|NODE|EPOCH|TIME|NUMBER|FILE|ASIDE|DISK|LOG)\b/g;

/** The command with what is known of its words; throws for one that is not. */
export function filledIn(command: string, known: ReadonlyMap<string, string>): string {
  return command.replaceAll(WORDS, (word) => {
    const value = known.get(word);
    if (value === undefined) throw new Error(`${word} is not known for \`${command}\``);
    return value;
  });
}

/**
 * null: what was printed is not what the page says. Otherwise what stands for the words in capitals, which the next command may need.
 * `given`: words that a person brings along, which have to be printed as they are.
 */
export function wordsIn(
  prints: readonly string[],
  printed: string,
  given: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> | null {
  const names: string[] = [];
  const pattern = (line: string) =>
    line
      .trim()
      .split(WORDS)
      .map((part, index) => (index % 2 === 0 ? literally(part).replaceAll(/\s+/g, "\\s+").replaceAll("…", ".*") : word(part)))
      .join("");
  const word = (name: string): string => {
    const value = given.get(name);
    if (value !== undefined) return literally(value);
    names.push(name);
    return name === "NUMBER" ? "(\\d+)" : "(\\S+?)";
  };
  const lines = prints.map((line) => (line.trim() === "…" ? "(?:.*\\n)*" : `\\s*${pattern(line)}\\n`));
  const found = new RegExp(`^${lines.join("")}$`).exec(printed === "" ? "" : `${printed.trimEnd()}\n`);
  return found && new Map(names.map((name, index) => [name, found[index + 1] ?? ""]));
}

const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
