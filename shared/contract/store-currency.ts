/** A store's currency, and what its amounts mean where they were once shown without their digits. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { StoreId } from "../domain/kernel/ids.ts";
import { Currency } from "../domain/kernel/money.ts";
import type { Access } from "./access.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { MAX_MENU_BYTES, MenuInput } from "./menu-input.ts";
import { StoreIdParam } from "./orders.ts";
import { Published } from "./stores.ts";

const hq = { operators: ["owner", "hq"], store: "path" } as const satisfies Access;

export const StoreCurrency = z
  .object({
    store_id: StoreId,
    currency: Currency,
    /** By ISO 4217. */
    minor_digits: z.number().int(),
    /**
     * Set while nobody has confirmed what the store's prices mean: an older release displayed them with `shown_digits`.
     * Until then nothing is published and nothing is paid online; the counter sells on as before.
     */
    question: z
      .object({
        shown_digits: z.number().int(),
        /** What TIMES multiplies by. */
        times: z.number().int(),
        /** A few prices: as an older release displayed them, and what each answer makes of them. */
        examples: z.array(z.object({ name: z.string(), shown: z.string(), right_as_stored: z.string(), times: z.string() })),
      })
      .nullable(),
  })
  .openapi("StoreCurrency");
export type StoreCurrency = z.infer<typeof StoreCurrency>;

export const getStoreCurrency = contract({
  method: "get",
  path: "/v1/admin/stores/{store_id}/currency",
  summary: "The store's currency, and whether somebody has to say what its prices mean",
  access: { operators: ["owner", "hq", "it"], store: "path" },
  request: { params: StoreIdParam },
  responses: { 200: json(StoreCurrency, "The currency") },
});

export const CurrencyChange = z.strictObject({ currency: Currency, menu: MenuInput }).openapi("CurrencyChange");
export type CurrencyChange = z.infer<typeof CurrencyChange>;

export const putStoreCurrency = contract({
  method: "put",
  path: "/v1/admin/stores/{store_id}/currency",
  summary: "Another currency: profile and menu, priced in it, are published in one step",
  description:
    "Refused while an order is open, held or scheduled, while a drawer is open, while a fact of the counter is in no Z report, and while the store's box is not heard.",
  access: hq,
  refuses: ["currency.store_busy", "document.box_too_old", "currency.unchanged", "menu.invalid"],
  maxBodyBytes: MAX_MENU_BYTES,
  request: { params: StoreIdParam, body: jsonBody(CurrencyChange) },
  responses: { 200: json(Published, "Published") },
});

export const DigitsAnswer = z.enum(["RIGHT_AS_STORED", "TIMES"]);
export type DigitsAnswer = z.infer<typeof DigitsAnswer>;

export const answerStoreDigits = contract({
  method: "post",
  path: "/v1/admin/stores/{store_id}/currency/digits",
  summary: "Says what the store's prices mean: right as they are stored, or to be multiplied",
  description:
    "RIGHT_AS_STORED: 149000 forint are 1490.00. TIMES: 1490 was meant to be 1490 forint and becomes 149000; it is refused while money is under way, as a change of the currency is. The published menu is published again; receipts of old orders keep their digits.",
  access: hq,
  refuses: ["currency.nothing_asked", "currency.store_busy", "document.box_too_old", "menu.invalid"],
  request: { params: StoreIdParam, body: jsonBody(z.strictObject({ answer: DigitsAnswer })) },
  responses: { 200: json(Published, "Published") },
});
