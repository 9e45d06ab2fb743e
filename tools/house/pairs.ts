/**
 * The pairs that docs/architecture.md names: files with the same role on both sides, and the layers in which a resource has a file
 * of its name.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SIDES = ["edge", "cloud"] as const;
type Side = (typeof SIDES)[number];

export interface Pairs {
  /** Paths that exist below both sides. */
  readonly roles: readonly string[];
  readonly resources: readonly { readonly name: string; readonly layers: Readonly<Record<Side, readonly string[]>> }[];
}

export function readPairs(text = readFileSync(join(ROOT, "docs/architecture.md"), "utf8")): Pairs {
  const rows = [...text.matchAll(/^\| (.+) \|$/gm)].map(([, row = ""]) => row.split(" | ").map((cell) => cell.trim()));
  const after = (heading: string) => rows.slice(rows.findIndex(([first]) => first === heading) + 1);
  const names = (cell = "") => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
  const until = (found: string[][]) => {
    const end = found.findIndex(([first = ""]) => !first.startsWith("`"));
    return found.slice(0, end === -1 ? undefined : end);
  };
  return {
    roles: until(after("the same on both sides")).flatMap(([files]) => names(files)),
    resources: until(after("resource")).map(([name, edge, cloud]) => ({
      name: names(name)[0] ?? "",
      layers: { edge: names(edge), cloud: names(cloud) },
    })),
  };
}

const exists = (path: string) => existsSync(join(ROOT, path));
const isThere = (side: Side, layer: string, name: string) => exists(`${side}/${layer}/${name}.ts`) || exists(`${side}/${layer}/${name}`);

/** What the tables name and is not there. */
export function brokenPairs({ roles, resources }: Pairs): string[] {
  const missing = roles.flatMap((path) => SIDES.filter((side) => !exists(`${side}/${path}`)).map((side) => `${side}/${path} is not there`));
  const absent = resources.flatMap(({ name, layers }) =>
    SIDES.flatMap((side) => layers[side].filter((layer) => !isThere(side, layer, name)).map((layer) => `${side}/${layer} has no ${name}`)),
  );
  return [...missing, ...absent];
}

const LAYERS = ["http", "commands", "queries", "db", "auth", "reports"];

/** A layer that has a file of a resource's name, and is not in the resource's row. */
export function unlistedPairs({ resources }: Pairs): string[] {
  return resources.flatMap(({ name, layers }) =>
    SIDES.flatMap((side) =>
      LAYERS.filter((layer) => isThere(side, layer, name) && !layers[side].includes(layer)).map((layer) => `${side}/${layer}/${name}`),
    ),
  );
}

/** Names that several layers of a side have, or one layer of both sides, and that neither table has. */
export function unnamedResources({ roles, resources }: Pairs): string[] {
  const named = new Set(resources.map(({ name }) => name));
  const places = new Map<string, string[]>();
  for (const side of SIDES) {
    for (const layer of LAYERS.filter((name) => exists(`${side}/${name}`))) {
      const names = readdirSync(join(ROOT, side, layer), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() || /^[\w-]+\.ts$/.test(entry.name))
        .map((entry) => entry.name.replace(/\.ts$/, ""));
      for (const name of new Set(names)) places.set(name, [...(places.get(name) ?? []), `${side}/${layer}/${name}`]);
    }
  }
  const isRole = (path: string) => roles.some((role) => SIDES.some((side) => path === `${side}/${role}`.replace(/\.ts$/, "")));
  return [...places]
    .filter(([name, paths]) => !NO_RESOURCES.has(name) && !named.has(name) && paths.length > 1 && !paths.every(isRole))
    .flatMap(([, paths]) => paths);
}

/** Contracts that a file of routes takes from another than its own: `http/orders.ts` has `contract/orders.ts`, or `orders-at-store.ts`. */
export function misplacedContracts(): string[] {
  return SIDES.flatMap((side) =>
    readdirSync(join(ROOT, side, "http"))
      .filter((file) => /^[\w-]+\.ts$/.test(file))
      .flatMap((file) => contractsOf(`${side}/http/${file}`).map((name) => ({ route: file.replace(".ts", ""), name })))
      .filter(({ route, name }) => name.replace(/-(at-store|in-app)$/, "") !== route && !READ_ELSEWHERE.has(`${route}: ${name}`))
      .map(({ route, name }) => `${side}/http/${route}: ${name}`),
  );
}

function contractsOf(file: string): string[] {
  const imports = readFileSync(join(ROOT, file), "utf8").matchAll(/^import \{([^}]*)\} from "@crema\/shared\/contract\/([\w-]+)"/gm);
  return [...imports].flatMap(([, names = "", name = ""]) => {
    const source = readFileSync(join(ROOT, `shared/contract/${name}.ts`), "utf8");
    return names.split(",").some((one) => source.includes(`export const ${one.trim()} = contract(`)) ? [name] : [];
  });
}

/** Who may read an order, who may take money for it, and how a box enrols, which is declared with the wire. */
const READ_ELSEWHERE: ReadonlySet<string> = new Set([
  "order-stream: orders-at-store",
  "queue: orders-at-store",
  "orders: money",
  "enrolment: sync",
]);

/** Folders that are on both sides, and hold files of many resources. */
const NO_RESOURCES: ReadonlySet<string> = new Set(["streams", "migrations"]);
