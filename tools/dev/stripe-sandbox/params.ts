/**
 * Reads a request's parameters and remembers the first fault. A parameter that nobody read is a fault as well, so that
 * a misspelt name in the code under test is noticed. An empty value means "not given", as at Stripe.
 */

import type { FormTree } from "./form.ts";
import { invalidParam, type SandboxResult } from "./results.ts";

interface Text {
  readonly required?: boolean;
  readonly max?: number;
  readonly oneOf?: readonly string[];
}

const MAX_METADATA_KEYS = 50;
const MAX_METADATA_KEY = 40;
const MAX_METADATA_VALUE = 500;
const MAX_TEXT = 5_000;

export class Params {
  readonly #tree: FormTree;
  readonly #read = new Set<string>();
  #fault: SandboxResult | null = null;

  constructor(tree: FormTree) {
    this.#tree = tree;
  }

  text(name: string, { required = false, max = MAX_TEXT, oneOf }: Text = {}): string | null {
    const value = this.#take(name);
    if (value === undefined || value === "") {
      if (required) this.fail(invalidParam(name, "parameter_missing", `Missing required param: ${name}.`));
      return null;
    }
    if (typeof value !== "string") return this.#bad(name, "parameter_invalid_string", `Invalid string: ${name}`);
    if (value.length > max) return this.#bad(name, "parameter_invalid_string", `Invalid string: ${name} must be at most ${max} characters`);
    if (oneOf && !oneOf.includes(value)) {
      return this.#bad(name, "parameter_invalid_string", `Invalid ${name}: must be one of ${oneOf.join(", ")}`);
    }
    return value;
  }

  whole(name: string, { required = false, min = 0, max = Number.MAX_SAFE_INTEGER } = {}): number | null {
    const value = this.text(name, { required });
    if (value === null) return null;
    if (!/^-?\d{1,15}$/.test(value)) return this.#bad(name, "parameter_invalid_integer", `Invalid integer: ${value}`);
    const number = Number(value);
    if (number < min) return this.#bad(name, "parameter_invalid_integer", `This value must be greater than or equal to ${min}.`);
    if (number > max) return this.#bad(name, "parameter_invalid_integer", `This value must be less than or equal to ${max}.`);
    return number;
  }

  flag(name: string): boolean {
    return this.text(name, { oneOf: ["true", "false"] }) === "true";
  }

  /** Empty values unset their key; what is not named stays. */
  metadata(before: Readonly<Record<string, string>> = {}): Record<string, string> {
    const value = this.#take("metadata");
    if (value === undefined) return { ...before };
    if (typeof value === "string")
      return value === "" ? {} : (this.#bad("metadata", "parameter_invalid_string", "Invalid hash: metadata") ?? {});
    const next: Record<string, string> = { ...before };
    for (const [key, entry] of Object.entries(value)) {
      if (typeof entry !== "string" || key.length > MAX_METADATA_KEY || entry.length > MAX_METADATA_VALUE) {
        this.#bad(`metadata[${key}]`, "parameter_invalid_string", "Metadata keys have at most 40 characters, values at most 500.");
      } else if (entry === "") delete next[key];
      else next[key] = entry;
    }
    if (Object.keys(next).length > MAX_METADATA_KEYS) this.#bad("metadata", "parameter_invalid_string", "Metadata has at most 50 keys.");
    return next;
  }

  list(name: string): string[] {
    const value = this.#take(name);
    if (value === undefined || value === "") return [];
    const entries = typeof value === "string" ? [value] : Object.values(value);
    const texts = entries.filter((entry) => typeof entry === "string");
    if (texts.length !== entries.length) this.#bad(name, "parameter_invalid_array", `Invalid array: ${name}`);
    return texts;
  }

  /** A hash whose own parameters are read in turn. Its unknown ones are not looked for. */
  hash(name: string): Params | null {
    const value = this.#take(name);
    return typeof value === "object" ? new Params(value) : null;
  }

  /** Seconds, as `created[gte]=…` or one exact `created=…`. */
  range(name: string): Partial<Record<"gt" | "gte" | "lt" | "lte", number>> {
    const value = this.#take(name);
    if (value === undefined || value === "") return {};
    const number = (text: unknown) => {
      if (typeof text === "string" && /^\d{1,12}$/.test(text)) return Number(text);
      this.#bad(name, "parameter_invalid_integer", `Invalid timestamp: ${name}`);
      return 0;
    };
    if (typeof value === "string") return { gte: number(value), lte: number(value) };
    const bounds: Partial<Record<"gt" | "gte" | "lt" | "lte", number>> = {};
    for (const bound of ["gt", "gte", "lt", "lte"] as const) if (value[bound] !== undefined) bounds[bound] = number(value[bound]);
    return bounds;
  }

  /** Parameters that Stripe knows and that change nothing here. */
  ignore(...names: string[]): void {
    for (const name of names) this.#read.add(name);
  }

  fail(result: SandboxResult): void {
    this.#fault ??= result;
  }

  /** The first fault, or the parameters that nobody read; null when all is well. */
  fault(): SandboxResult | null {
    const unknown = Object.keys(this.#tree).find((name) => !this.#read.has(name));
    if (this.#fault === null && unknown !== undefined) {
      return invalidParam(unknown, "parameter_unknown", `Received unknown parameter: ${unknown} (or one that this sandbox does not speak)`);
    }
    return this.#fault;
  }

  #take(name: string): string | FormTree | undefined {
    this.#read.add(name);
    return this.#tree[name];
  }

  #bad(param: string, code: string, message: string): null {
    this.fail(invalidParam(param, code, message));
    return null;
  }
}
