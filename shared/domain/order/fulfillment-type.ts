/** Taken away, or eaten in: the tax may depend on it. */
import { z } from "zod";

export const FulfillmentType = z.enum(["PICKUP", "IN_STORE"]);
export type FulfillmentType = z.infer<typeof FulfillmentType>;
