/**
 * The settings of a program, from its environment. Each is declared once: its name, type, default and meaning. What `help`
 * prints, the `.env.example`, the parsed type and the messages all come from that declaration.
 */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Parses a value; null for an invalid one. `expected` completes "expected …". */
export interface SettingType<Value> {
  readonly expected: string;
  readonly read: (text: string) => Value | null;
}

interface Declared<Value> {
  readonly name: string;
  readonly type: SettingType<Value>;
  /** What it is for, as `help` prints it. */
  readonly help: string;
  /** Its value is never printed. */
  readonly secret?: boolean;
  /** Read only where this other setting is set. */
  readonly onlyWith?: string;
}

interface WithDefault<Value> extends Declared<Value> {
  /** In the form in which a person writes it. */
  readonly default: string;
  /** Printed after the default in the help. */
  readonly note?: string;
}

interface WithoutDefault<Value> extends Declared<Value> {
  /** What happens without it, in place of a default in the help. */
  readonly unset?: string;
}

/** One setting. `Value` includes null where it has no default. */
export interface Setting<Value> extends Declared<Value & {}> {
  readonly fallback: Value;
  readonly default: string | null;
  /** Printed in brackets after the help. */
  readonly remark: string | null;
}

export function setting<Value extends {}>(declared: WithDefault<Value>): Setting<Value>;
export function setting<Value extends {}>(declared: WithoutDefault<Value>): Setting<Value | null>;
export function setting<Value extends {}>(declared: WithDefault<Value> | WithoutDefault<Value>): Setting<Value | null> {
  if (!("default" in declared)) {
    const remark = declared.unset === undefined ? null : `default: ${declared.unset}`;
    return { ...declared, fallback: null, default: null, remark };
  }
  const fallback = declared.type.read(declared.default);
  if (fallback === null) throw new Error(`the default of ${declared.name} is not ${declared.type.expected}`);
  const note = declared.note === undefined ? "" : `; ${declared.note}`;
  return { ...declared, fallback, remark: `default ${declared.default}${note}` };
}

/** Settings by the name that the program has for them; groups nest. */
export interface Settings {
  readonly [key: string]: Setting<unknown> | Settings;
}

/** What the declarations parse to. */
export type ValuesOf<Declarations> = {
  readonly [Key in keyof Declarations]: Declarations[Key] extends Setting<infer Value> ? Value : ValuesOf<Declarations[Key]>;
};

/** What is wrong with a setting. */
export interface SettingProblem {
  readonly name: string;
  /** null for a secret, and for a setting that is missing. */
  readonly value: string | null;
  readonly expected: string;
}

export type ParsedSettings<Value> =
  | { readonly ok: true; readonly settings: Value }
  | { readonly ok: false; readonly problems: readonly SettingProblem[] };

/** Checks of settings against each other. */
export interface SettingChecks {
  isSet(name: string): boolean;
  /** Reports a problem; of two with one setting only the first counts. */
  problem(name: string, expected: string): void;
}

/**
 * Finds everything that is wrong in one go. An empty setting is not set, as compose files and images write it; what is wrong
 * reads as not set in `finish`, which checks settings against each other and gives them the shape that the program wants.
 */
export function parseSettings<const Declarations extends Settings, Value>(
  declarations: Declarations,
  env: Environment,
  finish: (values: ValuesOf<Declarations>, checks: SettingChecks) => Value,
): ParsedSettings<Value> {
  const all = new Map(settingsOf(declarations).map((one) => [one.name, one]));
  const problems = new Map<string, SettingProblem>();
  const textOf = (name: string) => env[name]?.trim() || null;
  const checks: SettingChecks = {
    isSet: (name) => textOf(name) !== null,
    problem(name, expected) {
      const value = all.get(name)?.secret ? null : textOf(name);
      if (!problems.has(name)) problems.set(name, { name, value, expected });
    },
  };
  const read = ({ name, type, fallback, onlyWith }: Setting<unknown>): unknown => {
    const text = textOf(name);
    if (text === null || (onlyWith !== undefined && !checks.isSet(onlyWith))) return fallback;
    const value = type.read(text);
    if (value === null) checks.problem(name, type.expected);
    return value ?? fallback;
  };
  const values = mapSettings(declarations, read) as ValuesOf<Declarations>;
  const settings = finish(values, checks);
  return problems.size === 0 ? { ok: true, settings } : { ok: false, problems: [...problems.values()] };
}

/** All of them, in the order in which they are declared. */
export function settingsOf(declarations: Settings): Setting<unknown>[] {
  return Object.values(declarations).flatMap((one) => (isSetting(one) ? [one] : settingsOf(one)));
}

function mapSettings(declarations: Settings, map: (one: Setting<unknown>) => unknown): Readonly<Record<string, unknown>> {
  const entries = Object.entries(declarations).map(([key, one]) => [key, isSetting(one) ? map(one) : mapSettings(one, map)]);
  return Object.fromEntries(entries);
}

const isSetting = (one: Setting<unknown> | Settings): one is Setting<unknown> => "remark" in one && typeof one.name === "string";

/** The setting's meaning and default as one text. */
export function describeSetting({ help, remark }: Setting<unknown>): string {
  return remark === null ? help : `${help} (${remark})`;
}

/** One line per setting, for `help`. */
export function settingsHelp(declarations: Settings): string {
  const all = settingsOf(declarations);
  const width = Math.max(...all.map((one) => one.name.length)) + 2;
  return all.map((one) => `  ${one.name.padEnd(width)}${describeSetting(one)}`).join("\n");
}

/** The problems for a person, one line each. */
export function describeProblems(problems: readonly SettingProblem[]): string {
  return ["The settings are not right:", ...problems.map(describeProblem)].join("\n  ");
}

export function describeProblem({ name, value, expected }: SettingProblem): string {
  return `${name}${value === null ? "" : ` is ${JSON.stringify(value)}`}: expected ${expected}`;
}
