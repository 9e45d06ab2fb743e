/** Where a store is, so that a guest's own device can say how far it is. In degrees (WGS 84), north and east positive. */
import { z } from "zod";

export const StoreLocation = z.object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) });
export type StoreLocation = z.infer<typeof StoreLocation>;
