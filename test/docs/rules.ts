/**
 * The house rules that a regular expression can check: which way imports go, where time and chance may be touched, how
 * long a file is and what it is called. Each rule returns what is wrong with a source, in words.
 */
import type { PackageName, Source } from "./sources.ts";

type Rule = (source: Source) => string[];

/** What the production code of a package may import besides its own files. */
const ALLOWED: Record<PackageName, readonly RegExp[]> = {
  shared: [/^zod$/, /^@hono\/zod-openapi$/, /^hono$/, /^hono\/(types|http-exception|router(\/[a-z-]+)?)$/],
  sync: [/^@crema\/shared\//, /^zod$/, /^@electric-sql\/client$/, /^node:(crypto|zlib)$/],
  edge: [/^@crema\/(shared|sync)\//, /^(?!@crema\/)/],
  cloud: [/^@crema\/(shared|sync)\//, /^(?!@crema\/)/],
  test: [/./],
};
/** Whom a package may never import, not even in its tests. */
const NEVER: Record<PackageName, RegExp> = {
  shared: /^@crema\//,
  sync: /^@crema\/(edge|cloud|test)\b/,
  edge: /^@crema\/(cloud|test)\b/,
  cloud: /^@crema\/(edge|test)\b/,
  test: /^$/,
};

export const importsGoOneWay: Rule = (source) =>
  source.imports.flatMap((name) => {
    if (name.startsWith(".")) return leaves(source, name) ? [`reaches into another package: ${name}`] : [];
    const wrong = NEVER[source.package].test(name) || (!source.isTest && !ALLOWED[source.package].some((allowed) => allowed.test(name)));
    return wrong ? [`${source.package} imports ${name}`] : [];
  });

function leaves(source: Source, name: string): boolean {
  return new URL(name, `file:///${source.path}`).pathname.split("/")[1] !== source.package;
}

/** Where a process begins, or a tool is run by hand. */
const OUTERMOST = /(^|\/)(main|config)\.ts$|(^|\/)(cli|bin)\/|^test\//;

export const systemPortsStayOutside: Rule = (source) =>
  OUTERMOST.test(source.path) || source.isTest
    ? []
    : source.imports.filter((name) => /(^@crema\/shared|\.)\/system(\.ts)?$/.test(name)).map((name) => `imports ${name}`);

const AMBIENT: readonly [RegExp, string][] = [
  [/\bDate\.now\b/, "Date.now"],
  [/\bnew Date\(\s*\)/, "new Date()"],
  [/\bMath\.random\b/, "Math.random"],
  [/\bperformance\.now\b/, "performance.now"],
  [/(?<![.\w])(?:globalThis\.)?(?:setTimeout|setInterval|setImmediate|queueMicrotask)\(/, "a global timer"],
  [/\bprocess\.env\b/, "process.env"],
  [/(?<![.\w#])(?:globalThis\.fetch\(|(?<!^\s*)fetch\()/m, "the global fetch"],
  [/\bcrypto\.(?:randomUUID|getRandomValues)\b/, "crypto's chance"],
];

export const noAmbientPorts: Rule = (source) => {
  if (source.path === "shared/system.ts" || OUTERMOST.test(source.path) || source.isTest) return [];
  return AMBIENT.flatMap(([pattern, name]) => (pattern.test(source.code) && !takesFetch(source, name) ? [`uses ${name}`] : []));
};

/** A `fetch` that came in as an argument is the port, and not the global. */
const takesFetch = (source: Source, name: string): boolean => name === "the global fetch" && /\bfetch\b\s*[:,}]/.test(source.code);

const MAX_LINES = 300;
const VAGUE = /^(utils?|helpers?|common|lib|manager|misc)\b|[-.](utils?|helpers?|manager)\.tsx?$/;

export const filesAreShortAndNamed: Rule = (source) => {
  const lines = source.text.split("\n").length - 1;
  return [
    ...(lines > MAX_LINES ? [`has ${lines} lines`] : []),
    ...(VAGUE.test(source.name) ? ["is not named after what is inside"] : []),
    ...(/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.tsx?$/.test(source.name) ? [] : ["is not kebab-case"]),
  ];
};
