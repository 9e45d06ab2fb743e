/** A picture of each item of the seed's menu, as the file that headquarters would upload. */
import type { MenuRows } from "@crema/shared/domain/menu/menu-rows";
import { onGround } from "./drawing.ts";
import { bubbles, cream, dust, foam, glass, heart, hot, leaf, mint, slice, spot, teaCup } from "./drinks.ts";
import { avocadoToast, bagel, bowl, chocolatine, cinnamonRoll, cookie, croissant, loaf, muffin, toastie } from "./food.ts";
import { renderAll } from "./render.ts";

const ESPRESSO = "#4a2511";
const COFFEE = "#5b3218";
const MILKY = "#b9814c";
const MILK = "#f7efe2";
const SMALL = { size: 0.66 };

const coffee = {
  espresso: hot({ drink: ESPRESSO, on: spot("#b06f35"), ...SMALL }),
  "double-espresso": hot({ drink: ESPRESSO, colour: "#2f4858", on: spot("#b06f35"), size: 0.8 }),
  macchiato: hot({ drink: ESPRESSO, on: spot(), ...SMALL }),
  cortado: glass({
    layers: [
      ["#f3e3c9", 0.16],
      [MILKY, 0.6],
      [COFFEE, 1],
    ],
  }),
  americano: hot({ drink: "#3a1d0d", colour: "#d8775a" }),
  filter: hot({ drink: "#4b2814", colour: "#5f8f9b" }),
  cappuccino: hot({ drink: MILKY, on: foam() + dust("#8a5a3c") }),
  latte: hot({ drink: MILKY, on: leaf() }),
  "flat-white": hot({ drink: "#a86f3d", colour: "#8fa79a", on: heart() }),
  "latte-macchiato": glass({
    layers: [
      ["#fffaf0", 0.2],
      ["#8a552c", 0.4],
      ["#d3a877", 0.62],
      [MILK, 1],
    ],
  }),
  mocha: hot({ drink: "#6d3d22", colour: "#7c4a3a", on: foam() + dust("#4b2b18") }),
  "spiced-latte": hot({ drink: "#b97a3f", colour: "#d98a3d", on: foam() + dust("#a4562b") }),
};

const cold = {
  "cold-brew": glass({ layers: [["#3a1d0d", 1]], ice: 4, straw: "#d8775a" }),
  nitro: glass({
    layers: [
      ["#d9b98f", 0.12],
      ["#6b3f22", 0.4],
      ["#33180a", 1],
    ],
  }),
  "iced-latte": glass({
    layers: [
      [COFFEE, 0.25],
      ["#a8743f", 0.5],
      [MILK, 1],
    ],
    ice: 4,
    straw: "#2f4858",
  }),
  "iced-mocha": glass({
    layers: [
      ["#8a5733", 0.6],
      ["#4b2b18", 1],
    ],
    ice: 2,
    on: cream(),
  }),
  "iced-matcha": glass({
    layers: [
      ["#7fa348", 0.4],
      ["#b9cf8f", 0.6],
      [MILK, 1],
    ],
    ice: 4,
    straw: "#3f7a3a",
  }),
  "espresso-tonic": glass({
    layers: [
      [ESPRESSO, 0.22],
      ["#b97a3f", 0.4],
      ["#f3e6c4", 1],
    ],
    ice: 3,
    on: slice("#f0a03c", "#f7c46c") + bubbles(),
  }),
  lemonade: glass({ layers: [["#f7e48b", 1]], ice: 4, straw: "#fff", on: slice("#f2c531", "#f9e27c") }),
  "iced-tea": glass({
    layers: [
      ["#e9a05a", 0.5],
      ["#d9773d", 1],
    ],
    ice: 4,
    on: slice("#ee9a6a", "#f9c59b") + mint(270, 130),
  }),
  frappe: glass({ layers: [["#c79a6b", 1]], straw: "#7c4a3a", on: cream() }),
  water: glass({ layers: [["#c8e6ee", 1]], on: bubbles() }),
};

const tea = {
  "english-breakfast": teaCup("#a8521f", "#b23a3a"),
  "earl-grey": teaCup("#b0662a", "#5a5f9b"),
  sencha: teaCup("#c3c766", "#4f8a4a"),
  mint: glass({ layers: [["#d3dd9a", 1]], on: mint(280, 150) + mint(350, 220) }),
  rooibos: teaCup("#a63f1c", "#d98a3d"),
  "chai-latte": hot({ drink: "#c69059", colour: "#a9744f", on: foam() + dust("#9a5a2c") }),
  "matcha-latte": hot({ drink: "#8fae58", colour: "#fffdf9", on: leaf("#eef3d8") }),
  "hot-chocolate": hot({ drink: "#5a2f1a", colour: "#d8a0a0", on: foam() + dust("#6b3a22") }),
};

const food = {
  croissant: croissant(),
  "pain-au-chocolat": chocolatine(),
  "cinnamon-roll": cinnamonRoll(),
  "banana-bread": loaf("#8a5a2c"),
  "blueberry-muffin": muffin(),
  cookie: cookie(),
  bagel: bagel(),
  "avocado-toast": avocadoToast(),
  "ham-cheese-toastie": toastie(),
  "granola-bowl": bowl(),
};

const GROUNDS = [
  ["#e8d3b8", coffee],
  ["#bcd8df", cold],
  ["#d5ddb8", tea],
  ["#f2d3ae", food],
] as const;

/** SVG by item. */
export const DRAWN: ReadonlyMap<string, string> = new Map(
  GROUNDS.flatMap(([ground, items]) => Object.entries(items).map(([itemId, drawing]) => [itemId, onGround(ground, drawing)] as const)),
);

let rendered: Promise<ReadonlyMap<string, Buffer>> | null = null;

/** PNG by item, made once. */
export function pictureFiles(): Promise<ReadonlyMap<string, Buffer>> {
  rendered ??= renderAll(DRAWN);
  return rendered;
}

/** The rows with the names of their pictures. `upload` resolves to one. */
export async function withPictures(rows: MenuRows, upload: (file: Buffer) => Promise<string>): Promise<MenuRows> {
  const files = await pictureFiles();
  const names = new Map<string, string>();
  for (const { item_id } of rows.items) {
    const file = files.get(item_id);
    if (file) names.set(item_id, await upload(file));
  }
  const items = rows.items.map((item) => {
    const picture = names.get(item.item_id);
    return picture === undefined ? item : { ...item, picture };
  });
  return { ...rows, items };
}
