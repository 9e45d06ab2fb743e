/** Hot drinks in cups, cold ones in glasses. */
import { type Drawing, ellipse, line, path, scaled, scattered, shadow, steam, turned } from "./drawing.ts";

export interface Cup {
  readonly drink: string;
  readonly colour?: string;
  readonly size?: number;
  /** What is on top. */
  readonly on?: Drawing;
}

const HEART = "M320 212c-10-16-58-16-54 0 2 11 36 15 54 21 18-6 52-10 54-21 4-16-44-16-54 0z";
const LEAF = "M320 181c-30 6-56 12-58 20 2 10 30 14 58 24 28-10 56-14 58-24-2-8-28-14-58-20z";

export const heart = (colour = "#f7e9d2"): Drawing => path(HEART, colour);
export const leaf = (colour = "#f7e9d2"): Drawing =>
  path(LEAF, colour) + line("M320 184v40M292 194l28 8 28-8M284 206l36 8 36-8", "#b98a58", 4, 'opacity=".55"');
export const foam = (colour = "#fbf3e4"): Drawing => ellipse(320, 200, 98, 21, colour) + ellipse(300, 196, 40, 8, "#fff", 'opacity=".7"');
export const spot = (colour = "#fbf3e4"): Drawing => ellipse(320, 201, 44, 11, colour);
export const dust = (colour: string): Drawing =>
  scattered(
    [
      [270, 196],
      [292, 208],
      [310, 192],
      [332, 205],
      [350, 195],
      [372, 204],
      [322, 214],
      [352, 212],
    ],
    (x, y) => ellipse(x, y, 5, 2.5, colour),
  );

export function cup({ drink, colour = "#fffdf9", size = 1, on = "" }: Cup): Drawing {
  return scaled(
    size,
    shadow(196, 404) + ellipse(320, 386, 188, 26, colour) + ellipse(320, 381, 112, 13, "#2b1d10", 'opacity=".08"'),
    line("M440 230c74-14 78 78-14 76", colour, 22),
    path("M188 200h264c0 104-34 176-132 176s-132-72-132-176z", colour),
    path("M372 200h80c0 104-34 176-132 176 44-30 60-96 52-176z", "#2b1d10", 'opacity=".07"'),
    ellipse(320, 200, 132, 34, "#f1ebe2") + ellipse(320, 202, 116, 27, drink) + on,
  );
}

export const hot = (given: Cup): Drawing => (given.size && given.size < 1 ? "" : steam()) + cup(given);

/** With a bag on its string. */
export const teaCup = (drink: string, tag: string): Drawing =>
  hot({ drink, colour: "#fffdf9" }) +
  line("M262 204c-30 60-26 70-30 96", "#fff", 5) +
  line("M262 204c-30 60-26 70-30 96", "#8a7b66", 2) +
  turned(6, 214, 298, `<rect width="40" height="48" rx="5" fill="${tag}"/>`, line("M10 18h20M10 30h20", "#fff", 3, 'opacity=".8"'));

export interface Glass {
  /** From the top down: what it looks like, and where that ends (0 is the rim, 1 the bottom). */
  readonly layers: readonly (readonly [colour: string, to: number])[];
  readonly ice?: number;
  readonly straw?: string;
  readonly on?: Drawing;
}

const [TOP, BOTTOM] = [124, 392];
const INSIDE = "M216 130h208l-22 252q-2 10-14 10h-136q-12 0-14-10z";
const CUBES = [
  [262, 172, 12],
  [342, 186, -14],
  [292, 236, -8],
  [364, 252, 18],
  [270, 300, 20],
] as const;

export function glass({ layers, ice = 0, straw = "", on = "" }: Glass): Drawing {
  const first = 160;
  const bands = layers.map(([colour, to], i) => {
    const from = i === 0 ? 0 : (layers[i - 1]?.[1] ?? 0);
    const y = (part: number) => first + part * (BOTTOM - first);
    return `<rect x="200" y="${y(from)}" width="240" height="${y(to) - y(from) + 1}" fill="${colour}"/>`;
  });
  const cubes = CUBES.slice(0, ice).map(([x, y, degrees]) =>
    turned(
      degrees,
      x,
      y,
      '<rect width="46" height="46" rx="9" fill="#fff" opacity=".55"/><rect x="8" y="8" width="14" height="14" rx="5" fill="#fff" opacity=".6"/>',
    ),
  );
  return [
    shadow(118, 398),
    straw === "" ? "" : line("M352 330l42-266", straw, 14),
    `<clipPath id="inside"><path d="${INSIDE}"/></clipPath><g clip-path="url(#inside)">${bands.join("")}${cubes.join("")}</g>`,
    path("M204 124h232l-24 264q-3 16-20 16h-144q-17 0-20-16z", "#fff", 'opacity=".28"'),
    line(`M204 ${TOP}l24 264q3 16 20 16h144q17 0 20-16l24-264`, "#fff", 6, 'opacity=".9"'),
    ellipse(320, TOP, 116, 15, "none", 'stroke="#fff" stroke-width="6"'),
    line("M246 176l14 176", "#fff", 9, 'opacity=".6"'),
    on,
  ].join("");
}

export const cream = (colour = "#fff8ec"): Drawing =>
  ellipse(262, 128, 52, 34, colour) +
  ellipse(378, 128, 52, 34, colour) +
  ellipse(320, 108, 70, 46, colour) +
  ellipse(324, 72, 34, 28, colour);

export const slice = (rind: string, flesh: string): Drawing =>
  turned(
    -18,
    418,
    118,
    ellipse(0, 0, 50, 50, rind) + ellipse(0, 0, 41, 41, flesh),
    line("M0-36v72M-36 0h72M-25-25l50 50M25-25l-50 50", "#fff", 4, 'opacity=".8"'),
  );

export const mint = (x = 300, y = 110): Drawing =>
  [-50, -8, 34]
    .map((degrees) => turned(degrees, x, y, path("M0 0c-26-18-26-52 0-72 26 20 26 54 0 72z", "#5d9b52") + line("M0-4v-56", "#3f7a3a", 3)))
    .join("");

export const bubbles = (): Drawing =>
  scattered(
    [
      [270, 220],
      [300, 260],
      [340, 230],
      [370, 290],
      [290, 330],
      [350, 350],
      [318, 300],
    ],
    (x, y) => ellipse(x, y, 6, 6, "#fff", 'opacity=".6"'),
  );
