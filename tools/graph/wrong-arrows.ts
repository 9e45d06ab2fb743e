/** Imports against the direction of the table, circles, and files that no row holds. */
import { type Circle, findCircles } from "./circles.ts";
import type { Layer } from "./layers.ts";
import type { Arrow, Graph } from "./read-graph.ts";

export interface Verdict {
  /** With the names of both layers, or with why it is wrong otherwise. */
  readonly wrong: readonly (Arrow & { readonly why: string })[];
  readonly circles: readonly Circle[];
  /** What is wrong with the table itself. */
  readonly faults: readonly string[];
}

export function judge(graph: Graph, layers: readonly Layer[]): Verdict {
  const faults = [...faultsOf(layers), ...emptyRows(graph, layers)];
  const below = whatIsBelow(layers);
  const allowed = (from: Layer, to: Layer) => from === to || below.get(from.name)?.has(to.name) === true;
  const wrong = graph.arrows.flatMap((arrow) => {
    const from = layerOf(arrow.from, layers);
    const to = layerOf(arrow.to, layers);
    if (!from || !to) return [{ ...arrow, why: "one of them lies in no layer" }];
    if (!isTest(arrow.from) && isTest(arrow.to)) return [{ ...arrow, why: "only a test may import what is there for tests" }];
    const package_ = packageOf(arrow.from);
    const mine = isTest(arrow.from) ? layers.filter((layer) => layer.holds.some((path) => packageOf(path) === package_)) : [from];
    return mine.some((layer) => allowed(layer, to)) ? [] : [{ ...arrow, why: `${from.name} → ${to.name}` }];
  });
  return { wrong, circles: findCircles(graph.arrows), faults };
}

export function layerOf(path: string, layers: readonly Layer[]): Layer | null {
  let best: { readonly layer: Layer; readonly length: number } | null = null;
  for (const layer of layers) {
    for (const held of layer.holds) {
      if ((path === held || path.startsWith(`${held}/`)) && held.length > (best?.length ?? 0)) best = { layer, length: held.length };
    }
  }
  return best?.layer ?? null;
}

/** Everything that a layer stands on, also by way of others. */
function whatIsBelow(layers: readonly Layer[]): ReadonlyMap<string, ReadonlySet<string>> {
  const below = new Map<string, Set<string>>();
  for (const { name, on } of layers) below.set(name, new Set(on.flatMap((one) => [one, ...(below.get(one) ?? [])])));
  return below;
}

function faultsOf(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ name, on }, index) =>
    on
      .filter((one) => !layers.slice(0, index).some((above) => above.name === one))
      .map((one) => `${name}: there is no row ${one} above it`),
  );
}

function emptyRows({ files }: Graph, layers: readonly Layer[]): string[] {
  const held = (path: string) => files.some((file) => file === path || file.startsWith(`${path}/`));
  return layers.flatMap(({ name, holds }) => holds.filter((path) => !held(path)).map((path) => `${name}: there is no ${path}`));
}

const isTest = (path: string): boolean => /\.(test|test-fixture|fixture)\.tsx?$/.test(path) || path.startsWith("test/");

/** Pages are programs of their own, also where they lie in a side's folder. */
function packageOf(path: string): string {
  return /^(shared\/ui|edge\/web|cloud\/web)\b/.exec(path)?.[0] ?? path.split("/")[0] ?? path;
}
