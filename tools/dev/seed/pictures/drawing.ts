/** The parts of which the pictures of the seed's menu are drawn: 640 by 480, flat, each on a ground of its category's colour. */

export const WIDTH = 640;
export const HEIGHT = 480;

/** SVG elements. */
export type Drawing = string;

export const onGround = (colour: string, ...parts: readonly Drawing[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}">
<rect width="${WIDTH}" height="${HEIGHT}" fill="${colour}"/><circle cx="500" cy="120" r="210" fill="#fff" opacity=".22"/><g transform="translate(0 -26)">${parts.join("")}</g></svg>`;

export const shadow = (rx: number, y = 402): Drawing => `<ellipse cx="320" cy="${y}" rx="${rx}" ry="20" fill="#3b2a1a" opacity=".14"/>`;

export const ellipse = (cx: number, cy: number, rx: number, ry: number, fill: string, more = ""): Drawing =>
  `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${fill}" ${more}/>`;

export const path = (d: string, fill: string, more = ""): Drawing => `<path d="${d}" fill="${fill}" ${more}/>`;

export const line = (d: string, stroke: string, width: number, more = ""): Drawing =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`;

/** About the place where a thing stands. */
export const scaled = (factor: number, ...parts: readonly Drawing[]): Drawing =>
  `<g transform="translate(320 400) scale(${factor}) translate(-320 -400)">${parts.join("")}</g>`;

export const turned = (degrees: number, x: number, y: number, ...parts: readonly Drawing[]): Drawing =>
  `<g transform="translate(${x} ${y}) rotate(${degrees})">${parts.join("")}</g>`;

export const steam = (): Drawing =>
  [282, 322, 362].map((x, i) => line(`M${x} ${142 - (i % 2) * 12}c-16-18 16-32 0-52s14-30 2-44`, "#fff", 9, 'opacity=".75"')).join("");

/** Drops, seeds, chips: at fixed places, so that a picture is the same bytes each time. */
export const scattered = (places: readonly (readonly [x: number, y: number])[], draw: (x: number, y: number) => Drawing): Drawing =>
  places.map(([x, y]) => draw(x, y)).join("");

export const plate = (): Drawing =>
  shadow(236, 408) + ellipse(320, 388, 230, 38, "#fff") + ellipse(320, 382, 176, 24, "#f1ece5") + ellipse(320, 385, 170, 20, "#faf7f2");
