/** `npm run graph`: prints the layers, and every import that goes the wrong way. Exit code 1: there is one. */
import { LAYERS } from "./layers.ts";
import { readGraph } from "./read-graph.ts";
import { judge, layerOf } from "./wrong-arrows.ts";

const print = (text: string) => process.stdout.write(`${text}\n`);

const graph = readGraph();
const { wrong, circles, faults } = judge(graph, LAYERS);

const widest = Math.max(...LAYERS.map(({ name }) => name.length));
print(
  `${graph.files.length} files, ${graph.arrows.length} imports. A layer stands on those behind its arrow, and on what they stand on:\n`,
);
for (const layer of LAYERS) {
  const files = graph.files.filter((file) => layerOf(file, LAYERS) === layer).length;
  const on = layer.on.length > 0 ? `  → ${layer.on.join(", ")}` : "";
  print(`  ${layer.name.padEnd(widest)} ${String(files).padStart(4)} files${on}`);
}

for (const fault of faults) print(`\ntools/graph/layers.ts: ${fault}`);
if (wrong.length > 0) print(`\n${wrong.length} imports go the wrong way:\n`);
for (const { from, to, isType, why } of wrong) print(`  ${from} → ${to}${isType ? " (types)" : ""}\n      ${why}`);
if (circles.length > 0) print(`\n${circles.length} circles:\n`);
for (const { way, knot } of circles) {
  const more = knot.length > way.length ? ` (${knot.length} files are tied into it)` : "";
  print(`  ${[...way, way[0]].join(" → ")}${more}`);
}
if (faults.length + wrong.length + circles.length > 0) process.exitCode = 1;
else print("\nNo import goes the wrong way, and there is no circle.");
