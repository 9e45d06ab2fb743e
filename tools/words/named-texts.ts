/** Which texts a source names, and what it says by itself, read by a parser. */
import { type ESTree, parseSync, Visitor, type VisitorObject } from "vite";

export interface NamedTexts {
  /** Whole keys: "board.ready". */
  readonly keys: ReadonlySet<string>;
  /** Of keys that are put together: `pairing.screen.${kind}`. */
  readonly patterns: readonly RegExp[];
  /** What a person reads and no file has: attributes such as `label="Close"`. */
  readonly literals: readonly string[];
}

const READ_BY_PEOPLE = /^(aria-label|label|title|placeholder|hint|alt|doneLabel|action|rule|fault|name)$/;
const HAS_LETTERS = /\p{L}{2}/u;

export function readNamedTexts(path: string, text: string): NamedTexts {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors.map((error) => error.message).join("; ")}`);
  const keys = new Set<string>();
  const patterns: RegExp[] = [];
  const literals: string[] = [];
  const visitor: VisitorObject = {};
  visitor.Literal = ({ value }) => {
    if (typeof value === "string" && isKey(value)) keys.add(value);
  };
  visitor.TemplateLiteral = ({ quasis }) => {
    const parts = quasis.map(({ value }) => value.raw);
    if (parts.length > 1 && /^[a-z_]+\.[\w.]*$/.test(parts[0] ?? "")) patterns.push(new RegExp(`^${parts.map(escaped).join("[^.].*")}$`));
  };
  visitor.JSXAttribute = ({ name, value }) => {
    if (name.type !== "JSXIdentifier" || !READ_BY_PEOPLE.test(name.name)) return;
    const said = textOf(value);
    if (said !== null && HAS_LETTERS.test(said)) literals.push(`${name.name}="${said}"`);
  };
  new Visitor(visitor).visit(program);
  return { keys, patterns, literals };
}

const isKey = (text: string): boolean => /^[a-z_]+(\.\w+)+$/.test(text);
const escaped = (part: string): string => part.replaceAll(".", "\\.");

/** What stands in an attribute as it is; null: something else. */
function textOf(value: ESTree.JSXAttributeValue | null): string | null {
  if (value?.type === "Literal") return typeof value.value === "string" ? value.value : null;
  if (value?.type !== "JSXExpressionContainer") return null;
  const { expression } = value;
  if (expression.type === "Literal") return typeof expression.value === "string" ? expression.value : null;
  return expression.type === "TemplateLiteral" ? expression.quasis.map((part) => part.value.raw).join("") : null;
}
