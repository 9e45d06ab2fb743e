/** The table at the end of sync/SPEC.md: which tests hold up which rule, by the numbers that their names begin with. */
import type { Source } from "../house/sources.ts";

const HEAD = "## Rules and their tests";
const NUMBER = /^[A-Z]\d{1,2}$/;

/** SPEC.md with its table as the tests are now. */
export function withRuleTable(spec: string, sources: readonly Source[]): string {
  const [own = ""] = spec.split(`\n${HEAD}\n`);
  return `${own.trimEnd()}\n\n${HEAD}\n\n${ruleTable(rulesOf(own), sources)}`;
}

/** The rules of this page. Those of docs/money.md begin with M. */
export function rulesOf(spec: string): string[] {
  return [...spec.matchAll(/^- \*\*([A-Z]\d{1,2})\*\*/gm)].flatMap(([, rule]) => rule ?? []);
}

function ruleTable(rules: readonly string[], sources: readonly Source[]): string {
  // Those of this folder have rules in the texts that they look at.
  const tests = sources.filter(({ path }) => path.endsWith(".test.ts") && !path.startsWith("test/docs/"));
  const named = new Map(tests.map(({ path, text }) => [path, numbersIn(text)]));
  const rows = rules.map((rule) => {
    const files = [...named].flatMap(([path, numbers]) => (numbers.has(rule) ? [path] : []));
    return `| ${rule} | ${files.length === 0 ? "none" : files.map((path) => `\`${path}\``).join(", ")} |`;
  });
  return `Written by \`npm run docs\`; a test says when it is out of date.\n\n| rule | tests whose names begin with it |\n| --- | --- |\n${rows.join("\n")}\n`;
}

/** Of `[I1] [I3] what is seen`: I1 and I3; of `[U7]`, U7. */
function numbersIn(text: string): Set<string> {
  const names = [...text.matchAll(/["`]((?:\[[A-Z]\d{1,2}\] ?)+)/g)].flatMap(([, numbers]) => numbers ?? []);
  return new Set(names.flatMap((numbers) => numbers.split(/[\][ ]+/)).filter((number) => NUMBER.test(number)));
}
