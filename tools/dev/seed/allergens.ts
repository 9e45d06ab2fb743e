/** What is in it, by the id of an item or a modifier. */
import type { Allergen } from "@crema/shared/domain/menu/menu";

const PASTRY: readonly Allergen[] = ["EGG", "GLUTEN", "MILK"];

export const ALLERGENS: Readonly<Record<string, readonly Allergen[]>> = {
  "milk-whole": ["MILK"],
  "milk-skimmed": ["MILK"],
  "milk-oat": ["GLUTEN"],
  "milk-almond": ["NUTS"],
  "milk-soy": ["SOY"],
  "extra-hazelnut": ["NUTS"],
  "extra-cream": ["MILK"],
  "spread-butter": ["MILK"],
  "spread-cream-cheese": ["MILK"],
  mocha: ["SOY"],
  "iced-mocha": ["SOY"],
  frappe: ["MILK"],
  "hot-chocolate": ["SOY"],
  croissant: PASTRY,
  "pain-au-chocolat": [...PASTRY, "SOY"],
  "cinnamon-roll": PASTRY,
  "banana-bread": [...PASTRY, "NUTS"],
  "blueberry-muffin": PASTRY,
  cookie: [...PASTRY, "SOY"],
  bagel: ["GLUTEN", "SESAME"],
  "avocado-toast": ["GLUTEN"],
  "ham-cheese-toastie": ["GLUTEN", "MILK"],
  "granola-bowl": ["GLUTEN", "MILK", "NUTS"],
};
