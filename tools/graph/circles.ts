/** Files that import one another in a circle, type imports too: each such knot with one shortest way around it. */
import type { Arrow } from "./read-graph.ts";

export interface Circle {
  /** In the sequence of the imports; the last one imports the first. */
  readonly way: readonly string[];
  /** All files that are tied into it. */
  readonly knot: readonly string[];
}

export function findCircles(arrows: readonly Arrow[]): Circle[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of arrows) next.set(from, [...(next.get(from) ?? []), to]);
  return knotsOf(next)
    .map((knot) => ({ knot: knot.toSorted(), way: shortestWay(new Set(knot), next) }))
    .toSorted((a, b) => (a.way[0] ?? "").localeCompare(b.way[0] ?? ""));
}

/** Tarjan's strongly connected components, of more than one file or of a file that imports itself. */
function knotsOf(next: ReadonlyMap<string, readonly string[]>): string[][] {
  const numbers = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const knots: string[][] = [];
  const lower = (file: string, number: number) => lowest.set(file, Math.min(lowest.get(file) ?? number, number));
  const visit = (file: string): void => {
    const number = numbers.size;
    numbers.set(file, number);
    lower(file, number);
    stack.push(file);
    onStack.add(file);
    for (const to of next.get(file) ?? []) {
      if (!numbers.has(to)) visit(to);
      if (onStack.has(to)) lower(file, lowest.get(to) ?? number);
    }
    if (lowest.get(file) !== number) return;
    const knot = stack.splice(stack.indexOf(file));
    for (const one of knot) onStack.delete(one);
    if (knot.length > 1 || next.get(file)?.includes(file)) knots.push(knot);
  };
  for (const file of next.keys()) if (!numbers.has(file)) visit(file);
  return knots;
}

/** Breadth first from every file of the knot; a knot is small. */
function shortestWay(knot: ReadonlySet<string>, next: ReadonlyMap<string, readonly string[]>): string[] {
  let best: string[] | null = null;
  for (const start of [...knot].toSorted()) {
    const queue: string[][] = [[start]];
    const seen = new Set<string>();
    for (let way = queue.shift(); way; way = queue.shift()) {
      if (best && way.length >= best.length) break;
      const to = (next.get(way.at(-1) ?? start) ?? []).filter((one) => knot.has(one));
      if (to.includes(start)) {
        best = way;
        break;
      }
      for (const one of to) {
        if (seen.has(one)) continue;
        seen.add(one);
        queue.push([...way, one]);
      }
    }
  }
  return best ?? [];
}
