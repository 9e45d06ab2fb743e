/**
 * The house rules that a regular expression can check: which way imports go, where time and randomness may be touched, how
 * long a file is and what it is called. Each rule returns what is wrong with a source, in words.
 */
import { isForBrowsers, type Source, type Zone, zoneOf } from "./sources.ts";

type Rule = (source: Source) => string[];

/** What a page is made of; what the server knows reaches it as types and in responses. */
const PAGE_PARTS = [
  /^react(-dom\/client)?$/,
  /^react-aria-components(\/\w+)?$/,
  /^lucide-react\/icons\/[a-z0-9-]+$/,
  /^@tanstack\/react-query$/,
  /\.css$/,
];
/** What the production code of a package may import besides its own files. */
const ALLOWED: Record<Zone, readonly RegExp[]> = {
  shared: [/^zod$/, /^@hono\/zod-openapi$/, /^hono$/, /^hono\/(types|http-exception|router(\/[a-z-]+)?)$/],
  "shared/server": [/^(zod|hono|pino|ws|prom-client|@hono\/(zod-openapi|node-server))(\/.+)?$/, /^node:/],
  sync: [/^@crema\/shared\//, /^zod$/, /^@electric-sql\/client$/, /^node:(crypto|zlib)$/],
  edge: [/^@crema\/(shared|sync)\//, /^(?!@crema\/)/],
  cloud: [/^@crema\/(shared|sync)\//, /^(?!@crema\/)/],
  tools: [/./],
  test: [/./],
  "shared/ui": [
    ...PAGE_PARTS,
    /^@crema\/shared\//,
    /^hono(\/(client|types))?$/,
    /^@hono\/zod-openapi$/,
    /^(eventsource-parser|intl-messageformat)$/,
  ],
  "edge/web": [...PAGE_PARTS, /^@crema\/(shared|ui)\//, /^uqr$/],
  "cloud/web": [...PAGE_PARTS, /^@crema\/(shared|ui)\//, /^uplot(\/.+)?$/, /^@stripe\/stripe-js(\/.+)?$/],
};
/** What a page has only the types of: the domain is decided on the server, and zod is heavy. */
const TYPES_ONLY: readonly [Zone, RegExp][] = [
  ["shared/ui", /^@crema\/shared\/|^hono$|^hono\/types$|^@hono\/zod-openapi$/],
  ["edge/web", /^@crema\/shared\//],
  ["cloud/web", /^@crema\/shared\//],
];
/**
 * But for these, which are small and import nothing: what a page prints, searches, sorts, rounds and names as servers, receipts and books
 * do.
 */
const PAGE_TABLES = [
  "@crema/shared/domain/drawer/taxes-due",
  "@crema/shared/domain/drawer/tips-by-method",
  "@crema/shared/domain/kernel/cash-rounding",
  "@crema/shared/domain/kernel/denominations",
  "@crema/shared/domain/kernel/currency",
  "@crema/shared/domain/kernel/fold",
  "@crema/shared/domain/menu/choosing",
  "@crema/shared/domain/menu/hours-by-day",
  "@crema/shared/domain/order/choice-text",
  "@crema/shared/domain/store/distance",
  "@crema/shared/domain/store/accent-shades",
  "@crema/shared/domain/store/defaults",
  "@crema/shared/domain/order/discount-name",
  "@crema/shared/domain/order/place-on-queue",
];
/** Whom a package may never import, not even in its tests. */
const NEVER: Record<Zone, RegExp> = {
  shared: /^@crema\//,
  "shared/server": /^@crema\//,
  sync: /^@crema\/(edge|cloud|tools|test)\b/,
  edge: /^@crema\/(cloud|tools|test)\b/,
  cloud: /^@crema\/(edge|tools|test)\b/,
  tools: /^@crema\/test\b/,
  test: /^$/,
  "shared/ui": /^@crema\/(?!shared\/)/,
  "edge/web": /^@crema\/(?!(shared|ui)\/)/,
  "cloud/web": /^@crema\/(?!(shared|ui)\/)/,
};

export const importsGoOneWay: Rule = (source) =>
  source.imports.flatMap((name) => {
    if (name.startsWith(".")) return leaves(source, name) ? [`reaches into another package: ${name}`] : [];
    const wrong = NEVER[source.zone].test(name) || (!source.isTest && !ALLOWED[source.zone].some((allowed) => allowed.test(name)));
    return wrong ? [`${source.zone} imports ${name}`] : [];
  });

/** A page and the server beside it are two programs: neither reaches into the other's files. */
function leaves(source: Source, name: string): boolean {
  const there = zoneOf(new URL(name, `file:///${source.path}`).pathname.slice(1));
  return program(there) !== program(source.zone);
}

/** The server kit and the domain are one package; which of the two may import the other is a matter of the layers. */
const program = (zone: Zone): Zone => (zone === "shared/server" ? "shared" : zone);

export const pagesHaveTypesOnly: Rule = (source) =>
  source.isTest
    ? []
    : TYPES_ONLY.filter(([zone]) => zone === source.zone)
        .flatMap(([, types]) => source.runtimeImports.filter((name) => types.test(name) && !PAGE_TABLES.includes(name)))
        .map((name) => `has more than types of ${name}`);

/** Where a process begins, or a tool is run by hand. */
const OUTERMOST = /(^|\/)(main|config)\.tsx?$|(^|\/)(cli|bin)\/|^(test|tools)\//;

export const systemPortsStayOutside: Rule = (source) =>
  OUTERMOST.test(source.path) || source.isTest
    ? []
    : source.imports
        .filter((name) => /(^@crema\/shared\/server|\.)\/system(\.ts)?$|(^@crema\/ui|\.)\/browser-(ports|device)\.ts$/.test(name))
        .map((name) => `imports ${name}`);

const AMBIENT: readonly [RegExp, string][] = [
  [/\bDate\.now\b/, "Date.now"],
  [/\bnew Date\(\s*\)/, "new Date()"],
  [/\bMath\.random\b/, "Math.random"],
  [/\bperformance\.now\b/, "performance.now"],
  [/(?<![.\w])(?:globalThis\.)?(?:setTimeout|setInterval|setImmediate|queueMicrotask)\(/, "a global timer"],
  [/\bprocess\.env\b/, "process.env"],
  [/(?<![.\w#])(?:globalThis\.fetch\(|(?<!^\s*)fetch\()/m, "the global fetch"],
  [/\bcrypto\.(?:randomUUID|getRandomValues)\b/, "crypto's randomness"],
];

/** A page may draw with `document` and `window`; what makes a page differ from one run to the next is handed to it. */
const AMBIENT_IN_BROWSERS: readonly [RegExp, string][] = [
  [/\b(?:local|session)Storage\b|\bindexedDB\b|\bdocument\.cookie\b/, "the browser's storage"],
  [/\bnew (?:WebSocket|EventSource|XMLHttpRequest)\b/, "the network"],
  [/\bnavigator\./, "navigator"],
  [/\brequestAnimationFrame\(|\bAbortSignal\.timeout\b/, "a global timer"],
  [/\bwindow\.print\(/, "the printer"],
  [/\b(?:window\.)?(?:location|history)\.(?:hash|href|search|assign|replace|reload|pushState|replaceState)\b/, "the address"],
];
/** Which of its own views a page shows is the address's path; the page's router alone reads and changes it. */
const ROUTERS = ["cloud/web/app/route.ts"];
/** The one file of each kind of program that has them, and that only its main may import. */
const SYSTEM_PORTS = ["shared/server/system.ts", "shared/ui/browser-ports.ts", "cloud/web/app/browser-device.ts"];

export const noAmbientPorts: Rule = (source) => {
  if (SYSTEM_PORTS.includes(source.path) || OUTERMOST.test(source.path) || source.isTest) return [];
  const ambient = isForBrowsers(source.zone) ? [...AMBIENT, ...AMBIENT_IN_BROWSERS] : AMBIENT;
  return ambient.flatMap(([pattern, name]) =>
    pattern.test(source.code) && !takesFetch(source, name) && !routes(source, name) ? [`uses ${name}`] : [],
  );
};

const routes = (source: Source, name: string): boolean => name === "the address" && ROUTERS.includes(source.path);

/** A `fetch` that came in as an argument is the port, and not the global. */
const takesFetch = (source: Source, name: string): boolean => name === "the global fetch" && /\bfetch\b\s*[:,}]/.test(source.code);

/** What is done in one place, so that whoever looks for it finds all of it. The files are from the root. */
const ONE_PLACE: readonly { readonly what: string; readonly sign: RegExp; readonly files: readonly string[] }[] = [
  { what: "appends to a store's inbox", sign: /\.appendInbox\(/, files: ["cloud/store-inbox.ts"] },
  // A row of the queue is made of a stored text, a thousand times a second.
  { what: "splices JSON", sign: /stringify\([^;]*\)\.slice\(0, -1\)|\.slice\(0, -1\)\}/, files: ["edge/commands/orders/order-json.ts"] },
];

export const oneThingInOnePlace: Rule = ({ path, code, isTest }) =>
  ONE_PLACE.flatMap(({ what, sign, files }) => {
    if (isTest) return [];
    if (files.includes(path)) return sign.test(code) ? [] : [`is named in tools/house/rules.ts, but nothing here ${what}`];
    return sign.test(code) ? [`${what}, as only ${files.join(" and ")} may`] : [];
  });

/** In tests as well: they have typed builders. */
export const noTypeLies: Rule = ({ code }) => (/\bas never\b/.test(code) ? ["casts to never, which fits everything"] : []);

/** Arrows, technical signs, shapes, dingbats and emoji; and a sign of arithmetic that is all there is in an element. */
const SIGN = /[\u2190-\u2211\u2213-\u2bff\u{1f000}-\u{1faff}]|>\s*[×−+]\s*</u;

/** With one plain font installed such a sign is an empty box. Pages draw theirs: shared/ui/components/icon.tsx. */
export const iconsAreDrawn: Rule = ({ path, zone, isTest, uncommented }) => {
  if (isTest || !(isForBrowsers(zone) || path.startsWith("tools/stories/"))) return [];
  const sign = SIGN.exec(uncommented)?.[0].replaceAll(/[<>\s]/g, "");
  return sign ? [`has ${sign} for an icon`] : [];
};

const MAX_LINES = 300;
const VAGUE = /^(utils?|helpers?|common|lib|manager|misc)\b|[-.](utils?|helpers?|manager)\.tsx?$/;

/** Nobody reads it from above to below: a line for each text that a page has, made by `npm run words`. */
const isMadeOfTexts = ({ path }: Parameters<Rule>[0]): boolean => path.endsWith("/words/messages.d.ts");

export const filesAreShortAndNamed: Rule = (source) => {
  const lines = source.text.split("\n").length - 1;
  return [
    ...(lines > MAX_LINES && !isMadeOfTexts(source) ? [`has ${lines} lines`] : []),
    ...(VAGUE.test(source.name) ? ["is not named after what is inside"] : []),
    ...(/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.tsx?$/.test(source.name) ? [] : ["is not kebab-case"]),
  ];
};
