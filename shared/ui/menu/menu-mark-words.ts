/** What the marks of a menu mean, in the languages that a menu may have: a name in German beside an allergen in English helps nobody. */
import type { Allergen } from "@crema/shared/domain/menu/menu";
import type { Language } from "@crema/shared/domain/store/profile";

export interface MenuMarkWords {
  contains(names: string): string;
  from(when: string): string;
  readonly notNow: string;
  readonly soldOut: string;
  soldOutUntil(when: string): string;
  left(pieces: number): string;
  readonly allergens: Readonly<Record<Allergen, string>>;
}

const ENGLISH: MenuMarkWords = {
  contains: (names) => `Contains ${names}`,
  from: (when) => `From ${when}`,
  notNow: "Not sold at present",
  soldOut: "Sold out",
  soldOutUntil: (when) => `Sold out until ${when}`,
  left: (pieces) => `${pieces} left`,
  allergens: {
    CELERY: "celery",
    CRUSTACEANS: "crustaceans",
    EGG: "egg",
    FISH: "fish",
    GLUTEN: "gluten",
    LUPIN: "lupin",
    MILK: "milk",
    MOLLUSCS: "molluscs",
    MUSTARD: "mustard",
    NUTS: "nuts",
    PEANUTS: "peanuts",
    SESAME: "sesame",
    SOY: "soy",
    SULPHITES: "sulphites",
  },
};

const GERMAN: MenuMarkWords = {
  contains: (names) => `Enthält ${names}`,
  from: (when) => `Ab ${when}`,
  notNow: "Zurzeit nicht im Verkauf",
  soldOut: "Ausverkauft",
  soldOutUntil: (when) => `Ausverkauft bis ${when}`,
  left: (pieces) => `Noch ${pieces}`,
  allergens: {
    CELERY: "Sellerie",
    CRUSTACEANS: "Krebstiere",
    EGG: "Ei",
    FISH: "Fisch",
    GLUTEN: "Gluten",
    LUPIN: "Lupinen",
    MILK: "Milch",
    MOLLUSCS: "Weichtiere",
    MUSTARD: "Senf",
    NUTS: "Schalenfrüchte",
    PEANUTS: "Erdnüsse",
    SESAME: "Sesam",
    SOY: "Soja",
    SULPHITES: "Sulfite",
  },
};

const SPANISH: MenuMarkWords = {
  contains: (names) => `Contiene ${names}`,
  from: (when) => `Desde ${when}`,
  notNow: "No a la venta por ahora",
  soldOut: "Agotado",
  soldOutUntil: (when) => `Agotado hasta ${when}`,
  left: (pieces) => `Quedan ${pieces}`,
  allergens: {
    CELERY: "apio",
    CRUSTACEANS: "crustáceos",
    EGG: "huevo",
    FISH: "pescado",
    GLUTEN: "gluten",
    LUPIN: "altramuces",
    MILK: "leche",
    MOLLUSCS: "moluscos",
    MUSTARD: "mostaza",
    NUTS: "frutos de cáscara",
    PEANUTS: "cacahuetes",
    SESAME: "sésamo",
    SOY: "soja",
    SULPHITES: "sulfitos",
  },
};

export const MENU_MARK_WORDS: Readonly<Record<Language, MenuMarkWords>> = { en: ENGLISH, de: GERMAN, es: SPANISH };
