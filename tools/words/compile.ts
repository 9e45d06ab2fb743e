/** Texts in ICU MessageFormat as the pages' formatter takes them, so that no page carries the parser. */
import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import type { Texts } from "./read-words.ts";

/** A text without arguments stays what it is. */
export type Compiled = string | MessageFormatElement[];

export function parseText(key: string, text: string): MessageFormatElement[] {
  try {
    return parse(text, { requiresOtherClause: true, shouldParseSkeletons: true });
  } catch (error) {
    throw new Error(`${key}: “${text}” is not in ICU MessageFormat: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function compileText(key: string, text: string): Compiled {
  const elements = parseText(key, text);
  const [only] = elements;
  if (only === undefined) return "";
  return elements.length === 1 && only.type === TYPE.literal ? only.value : elements;
}

export function compileTexts(texts: Texts): Readonly<Record<string, Compiled>> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, compileText(key, text)]));
}

/** What a text is given, by name: as the type of the argument is written in TypeScript. */
export type Arguments = ReadonlyMap<string, string>;

export function argumentsOf(key: string, text: string): Arguments {
  const found = new Map<string, string>();
  collect(parseText(key, text), found);
  return new Map([...found].sort(([a], [b]) => a.localeCompare(b)));
}

function collect(elements: readonly MessageFormatElement[], found: Map<string, string>): void {
  for (const element of elements) {
    switch (element.type) {
      case TYPE.argument:
        if (!found.has(element.value)) found.set(element.value, "Text");
        break;
      case TYPE.number:
        found.set(element.value, "number");
        break;
      case TYPE.date:
      case TYPE.time:
        found.set(element.value, "Date | number");
        break;
      case TYPE.select:
        found.set(element.value, chosenFrom(Object.keys(element.options)));
        break;
      case TYPE.plural:
        found.set(element.value, "number");
        break;
      case TYPE.tag:
        found.set(element.value, "Tag");
        collect(element.children, found);
        break;
      default:
    }
    if (element.type === TYPE.select || element.type === TYPE.plural) {
      for (const { value } of Object.values(element.options)) collect(value, found);
    }
  }
}

/** What falls under `other` has to be named, so that a new value is seen here. */
const chosenFrom = (options: readonly string[]): string =>
  options
    .filter((option) => option !== "other")
    .toSorted()
    .map((option) => JSON.stringify(option))
    .join(" | ");
