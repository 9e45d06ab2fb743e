/**
 * The shades that pages need of a store's accent: it is made darker in the light scheme and lighter in the dark one until it can be read as
 * text and carries text. Small, and imports nothing: pages compute it.
 */

export interface AccentShades {
  readonly accent: string;
  /** Under the finger. */
  readonly strong: string;
  /** A tint, under what is chosen. */
  readonly ground: string;
  /** Text on accent and strong. */
  readonly on: string;
}

const LIGHT = { grounds: ["#ffffff", "#efebe6"], towards: "#000000", tint: "#ffffff", ons: ["#ffffff", "#1e1915"] } as const;
const DARK = { grounds: ["#13100e", "#2a2521"], towards: "#ffffff", tint: "#13100e", ons: ["#140d08", "#ffffff"] } as const;
/** WCAG 2 asks for 4.5; rounding takes a little. */
const LEAST = 4.6;
const STEPS = 40;

/** `accent`: "#rrggbb". */
export function accentShades(accent: string): { readonly light: AccentShades; readonly dark: AccentShades } {
  return { light: shadesIn(LIGHT, accent), dark: shadesIn(DARK, accent) };
}

function shadesIn({ grounds, towards, tint, ons }: typeof LIGHT | typeof DARK, chosen: string): AccentShades {
  const steps = Array.from({ length: STEPS + 1 }, (_, at) => mix(chosen, towards, at / STEPS));
  const tintOf = (accent: string) => mix(accent, tint, 0.88);
  const isReadable = (accent: string) => [...grounds, tintOf(accent)].every((ground) => contrast(accent, ground) >= LEAST);
  const accent = steps.find(isReadable) ?? towards;
  const strong = mix(accent, towards, 0.25);
  const least = (on: string) => Math.min(contrast(on, accent), contrast(on, strong));
  const on = least(ons[0]) >= least(ons[1]) ? ons[0] : ons[1];
  return { accent, strong, ground: tintOf(accent), on };
}

/** Of two colours, from 1 to 21, as WCAG 2 computes it. */
export function contrast(a: string, b: string): number {
  const [one, other] = [luminance(a), luminance(b)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = partsOf(hex).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const partsOf = (hex: string): number[] => [1, 3, 5].map((from) => Number.parseInt(hex.slice(from, from + 2), 16));

/** `share` of the second. */
function mix(a: string, b: string, share: number): string {
  const other = partsOf(b);
  const parts = partsOf(a).map((part, at) => Math.round(part + ((other[at] ?? 0) - part) * share));
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
