/** The types of settings that both sides have. */
import type { SettingType } from "./settings.ts";

/** `unit`: how many of the program's unit make one of the setting's, such as milliseconds per hour. */
export function wholeNumber(min: number, max: number, unit = 1): SettingType<number> {
  return {
    expected: `a whole number from ${min} to ${max}`,
    read(text) {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? value * unit : null;
    },
  };
}

export function oneOf<const Value extends string>(values: readonly Value[]): SettingType<Value> {
  return { expected: `one of ${values.join(", ")}`, read: (text) => values.find((value) => value === text) ?? null };
}

/** A URL with one of these protocols, such as `https:`. */
export function urlOf(protocols: readonly string[], expected: string): SettingType<URL> {
  return {
    expected,
    read(text) {
      const url = URL.canParse(text) ? new URL(text) : null;
      return url && protocols.includes(url.protocol) ? url : null;
    },
  };
}

export function matching(pattern: RegExp, expected: string): SettingType<string> {
  return { expected, read: (text) => (pattern.test(text) ? text : null) };
}

export const httpUrl = urlOf(["http:", "https:"], "an http or https URL");
export const path = matching(/^[^\0]+$/, "a path");
export const portNumber = wholeNumber(0, 65_535);
export const hostName = matching(/^[A-Za-z0-9.:_-]{1,253}$/, "a host name or an IP address, without scheme or port");

/** The bearer token for /metrics. */
export const metricsToken = matching(/^[\x21-\x7e]{16,512}$/, "16 to 512 printable characters");

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export const logLevel = oneOf(LOG_LEVELS);
