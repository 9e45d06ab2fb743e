/**
 * Reads the SDK's own declaration files and holds a JSON value against an interface in them: no field that is not declared,
 * none missing that is required, each of a declared type. It understands the subset of TypeScript in which these generated
 * files are written, and throws on anything else.
 */
import { readFileSync } from "node:fs";
import { posix } from "node:path";

const FOLDER = new URL("../../../test/node_modules/stripe/esm/resources/", import.meta.url);

interface Field {
  readonly type: string;
  readonly optional: boolean;
}
interface Declared {
  /** The namespace in which its types' names are looked up. */
  readonly scope: readonly string[];
  readonly fields: Map<string, Field>;
}
interface DeclarationFile {
  readonly interfaces: Map<string, Declared>;
  readonly aliases: Map<string, { type: string; scope: readonly string[] }>;
  /** Where a name that is not declared here comes from. */
  readonly imports: Map<string, string>;
}

const files = new Map<string, DeclarationFile>();

/** The faults, each with the path of the field. `file` is like "PaymentIntents.d.ts". */
export function faultsAgainst(file: string, interfaceName: string, value: unknown): string[] {
  return check(value, interfaceName, { file, scope: [] }, interfaceName);
}

interface Place {
  readonly file: string;
  readonly scope: readonly string[];
}

function check(value: unknown, type: string, place: Place, path: string): string[] {
  const members = declaredMembers(type);
  const tries = members.map((member) => checkOne(value, member, place, path));
  if (tries.some((faults) => faults.length === 0)) return [];
  const objects = tries.filter((_, index) => /^[A-Z]/.test(members[index] ?? "") && typeof value === "object" && value !== null);
  return objects[0] ?? [`${path}: ${JSON.stringify(value)} is no ${type}`];
}

/** Where values are named, only those count: that newer API versions may add others does not make ours right. */
function declaredMembers(type: string): string[] {
  const members = unionOf(type);
  return members.some((member) => member.startsWith("'")) ? members.filter((member) => member !== "OtherString") : members;
}

function checkOne(value: unknown, type: string, place: Place, path: string): string[] {
  const not = [`${path}: ${JSON.stringify(value)} is no ${type}`];
  if (type === "unknown") return [];
  if (type === "null") return value === null ? [] : not;
  if (type === "string" || type === "number" || type === "boolean") return typeof value === type ? [] : not;
  if (type === "OtherString") return typeof value === "string" ? [] : not;
  if (/^'.*'$/.test(type)) return value === type.slice(1, -1) ? [] : not;
  const generic = /^(Array|ApiList)<(.*)>$/.exec(type);
  if (generic?.[1] === "Array") return Array.isArray(value) ? each(value, generic[2] ?? "", place, path) : not;
  const found = generic || type === "Metadata" ? null : lookUp(type, place);
  if (found && "type" in found && found.type !== "{") return check(value, found.type, found.place, path);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return not;
  if (generic) return listFaults(value, generic[2] ?? "", place, path);
  if (type === "Metadata") return Object.values(value).every((entry) => typeof entry === "string") ? [] : not;
  return found && "declared" in found ? againstInterface(value, found.file, found.declared, path) : [];
}

const each = (values: readonly unknown[], type: string, place: Place, path: string) =>
  values.flatMap((value, index) => check(value, type, place, `${path}[${index}]`));

function listFaults(value: object, type: string, place: Place, path: string): string[] {
  const { object, data, has_more, url, ...rest } = value as Record<string, unknown>;
  const frame = object === "list" && typeof has_more === "boolean" && typeof url === "string" && Array.isArray(data);
  if (!frame || Object.keys(rest).length > 0) return [`${path}: no list`];
  return each(data as unknown[], type, place, `${path}.data`);
}

function againstInterface(value: object, file: string, declared: Declared, path: string): string[] {
  // An empty interface stands for "some object": Event.Data.Object, for one.
  if (declared.fields.size === 0) return [];
  const inside: Place = { file, scope: declared.scope };
  const given = value as Record<string, unknown>;
  const faults = Object.keys(given)
    .filter((field) => !declared.fields.has(field))
    .map((field) => `${path}.${field}: not declared`);
  for (const [field, { type, optional }] of declared.fields) {
    if (given[field] !== undefined) faults.push(...check(given[field], type, inside, `${path}.${field}`));
    else if (!optional) faults.push(`${path}.${field}: missing`);
  }
  return faults;
}

type Found = { file: string; declared: Declared } | { type: string; place: Place };

function lookUp(name: string, { file, scope }: Place): Found {
  const { interfaces, aliases, imports } = load(file);
  for (let depth = scope.length; depth >= 0; depth -= 1) {
    const full = [...scope.slice(0, depth), name].join(".");
    const declared = interfaces.get(full);
    if (declared) return { file, declared };
    const alias = aliases.get(full);
    if (alias) return { type: alias.type, place: { file, scope: alias.scope } };
  }
  const from = imports.get(name.split(".")[0] ?? "");
  if (from === undefined) throw new Error(`${file} does not say what ${name} is`);
  return lookUp(name, { file: posix.join(posix.dirname(file), from), scope: [] });
}

/** At the top level only: `Array<A | B> | null` has two members. */
function unionOf(type: string): string[] {
  const members: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < type.length; at += 1) {
    if (type[at] === "<") depth += 1;
    else if (type[at] === ">") depth -= 1;
    else if (type[at] === "|" && depth === 0) {
      members.push(type.slice(from, at).trim());
      from = at + 1;
    }
  }
  return [...members, type.slice(from).trim()];
}

function load(file: string): DeclarationFile {
  const known = files.get(file);
  if (known) return known;
  const text = readFileSync(new URL(file, FOLDER), "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
  const loaded = parse(text);
  files.set(file, loaded);
  return loaded;
}

const BLOCK = /^(?:export )?(?:declare )?(namespace|interface|class|type) (\w+)[^{]*\{$/;
const ALIAS = /^(?:export )?(?:declare )?type (\w+) = (.*);$/;
const FIELD = /^(?:'([^']+)'|(\w+))(\?)?: (.*);$/;
const IMPORT = /^import \{ (.*) \} from '(.*)\.js';$/;

function parse(text: string): DeclarationFile {
  const parsed: DeclarationFile = { interfaces: new Map(), aliases: new Map(), imports: new Map() };
  const open: { kind: string; name: string }[] = [];
  const names = () => open.map(({ name }) => name);
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    const block = BLOCK.exec(line);
    const alias = ALIAS.exec(line);
    const field = FIELD.exec(line);
    const imported = IMPORT.exec(line);
    if (imported) for (const name of (imported[1] ?? "").split(", ")) parsed.imports.set(name, `${imported[2]}.d.ts`);
    else if (block) {
      const [, kind = "", name = ""] = block;
      if (kind === "interface") parsed.interfaces.set([...names(), name].join("."), { scope: names(), fields: new Map() });
      if (kind === "type") parsed.aliases.set([...names(), name].join("."), { type: "{", scope: names() });
      open.push({ kind, name });
    } else if (alias) parsed.aliases.set([...names(), alias[1]].join("."), { type: alias[2] ?? "", scope: names() });
    else if (field && open.at(-1)?.kind === "interface") {
      const [, quoted, plain, optional, type = ""] = field;
      parsed.interfaces.get(names().join("."))?.fields.set(quoted ?? plain ?? "", { type, optional: optional === "?" });
    } else if (line.endsWith("{")) open.push({ kind: "other", name: "" });
    else if (/^\}[;)]*/.test(line)) open.pop();
  }
  return parsed;
}
