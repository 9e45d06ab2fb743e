/**
 * Words that are out of identifiers, file names and comments, so that one thing has one word (docs/GLOSSARY.md). Strings are
 * not looked at: fields of the wire, event types, columns, labels and what people read keep the words they were released with.
 */
import { basename } from "node:path";
import { parseSync, Visitor, type VisitorObject } from "vite";

interface Word {
  /** Tried against the name in snake_case. */
  readonly out: RegExp;
  readonly say: string;
  /** Names in which it may stay, with the reason. */
  readonly except?: Readonly<Record<string, RegExp>>;
}

const part = (words: string): RegExp => new RegExp(`(^|_)(${words})(_|$)`);
const whole = (words: string): RegExp => new RegExp(`^(${words})$`);

export const WORDS: readonly Word[] = [
  {
    out: part("answers?"),
    say: "response, reply or result",
    except: {
      "what a person says to a question of ours: a store's prices, a refund that headquarters asks for":
        /^(digits_answers?|answer_(store_)?digits|answer)$/,
      "labels that the pinned hash of the wire is made of": /^(up|enroll|session)_answer$/,
      "a column": /^last_answer$/,
      "a test card, and a counter of the WAN proxy, as released": /^(answers_late|portal_answers)$/,
    },
  },
  {
    out: part("gives?_back|given_back|giving_back"),
    say: "refund",
    except: { "a field of the wire": /^given_back_cents$/, "a fault's label in the books": /^given_back_too_much$/ },
  },
  { out: part("reckon(ed|s|ing)?"), say: "compute or count" },
  { out: part("chances?"), say: "randomness" },
  { out: part("anew"), say: "again" },
  { out: part("besides"), say: "the thing's own name" },
  { out: part("standing"), say: "identity, state or position" },
  { out: part("intakes?"), say: "the thing that takes in: ParsedEvent, SnapshotBuffer" },
  { out: part("may_change"), say: "requireActiveBox" },
  { out: part("understand(s|ing)?"), say: "read or decide" },
  { out: part("complains?|say_goodbye"), say: "printError, beginDrain" },
  { out: whole("by_of"), say: "callerOf" },
  { out: whole("once_by_key"), say: "idempotency" },
  { out: whole("shops?|open_shops"), say: "store" },
  { out: whole("live_feed|live_one_stream"), say: "change bus, change notifier" },
  { out: whole("money_due"), say: "nextPaymentStep" },
];

const TRAP = /easy to get wrong/i;

export function snake(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[-.]/g, "_")
    .toLowerCase();
}

export function wordFault(name: string): string | null {
  const written = snake(name).replace(/^[#_]+/, "");
  const word = WORDS.find(({ out, except }) => out.test(written) && !Object.values(except ?? {}).some((fine) => fine.test(written)));
  return word ? `${name}: say ${word.say}` : null;
}

/** What is wrong with the words of one source. */
export function wordFaults(path: string, text: string): string[] {
  const names = new Set([basename(path).replace(/\.tsx?$/, "")]);
  const { program, comments } = parseSync(path, text);
  const visitor: VisitorObject = {};
  visitor.Identifier = (node) => void names.add(node.name);
  visitor.PrivateIdentifier = (node) => void names.add(node.name);
  visitor.JSXIdentifier = (node) => void names.add(node.name);
  new Visitor(visitor).visit(program);
  const faults = [...names].flatMap((name) => wordFault(name) ?? []);
  const traps = comments.filter(({ value }) => TRAP.test(value.replaceAll(/[\s*]+/g, " ")));
  return [...faults, ...traps.map(() => "a comment says that something is easy to get wrong: say what it is, or Pitfall")];
}
