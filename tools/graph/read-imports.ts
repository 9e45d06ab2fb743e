/** What a source imports, read by a parser and not by a pattern: static, dynamic, re-exported, and types inside other types. */
import { type ESTree, parseSync, Visitor, type VisitorObject } from "vite";

export interface Import {
  /** As it is written. */
  readonly name: string;
  /** Gone when it runs; it counts all the same. */
  readonly isType: boolean;
}

export function readImports(path: string, text: string): Import[] {
  const { module, program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors.map((error) => error.message).join("; ")}`);
  const found: Import[] = module.staticImports.map(({ moduleRequest, entries }) => ({
    name: moduleRequest.value,
    isType: entries.length > 0 && entries.every((entry) => entry.isType),
  }));
  for (const { moduleRequest, isType } of module.staticExports.flatMap(({ entries }) => entries)) {
    if (moduleRequest) found.push({ name: moduleRequest.value, isType });
  }
  const add = (source: ESTree.Expression | ESTree.StringLiteral, isType: boolean) => {
    if (source.type === "Literal" && typeof source.value === "string") found.push({ name: source.value, isType });
  };
  const visitor: VisitorObject = {};
  visitor.ImportExpression = (node) => add(node.source, false);
  visitor.TSImportType = (node) => add(node.source, true);
  new Visitor(visitor).visit(program);
  return mergedByName(found);
}

/** What is there as soon as the source runs: neither types nor what it fetches later. */
export function readFirstImports(path: string, text: string): string[] {
  const { module } = parseSync(path, text);
  const imported = module.staticImports.filter(({ entries }) => entries.length === 0 || entries.some((entry) => !entry.isType));
  const passedOn = module.staticExports.flatMap(({ entries }) => entries).filter((entry) => !entry.isType);
  return [...imported, ...passedOn].flatMap(({ moduleRequest }) => (moduleRequest ? [moduleRequest.value] : []));
}

/** One that is imported twice, once for its types, is there when it runs. */
function mergedByName(imports: readonly Import[]): Import[] {
  const types = new Map<string, boolean>();
  for (const { name, isType } of imports) types.set(name, isType && (types.get(name) ?? true));
  return [...types].map(([name, isType]) => ({ name, isType }));
}
