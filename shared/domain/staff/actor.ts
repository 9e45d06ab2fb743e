/** Who did it, as it is written into events and shown to people: never a token, never contact data. */
import { z } from "zod";

export const StaffRole = z.enum(["barista", "cashier", "manager"]);
export type StaffRole = z.infer<typeof StaffRole>;

export const DeviceKind = z.enum(["pos", "barista", "board", "console"]);
export type DeviceKind = z.infer<typeof DeviceKind>;

export const Actor = z.object({
  kind: z.enum(["customer", "guest", "device", "staff", "manager_approval", "edge", "cloud", "operator"]),
  /** User, device, staff or node id; null for a guest and for the cloud itself. */
  id: z.string().max(64).nullable(),
  /** What a colleague may read on a screen: "Ana", "POS 1". */
  name: z.string().max(80).nullable(),
});
export type Actor = z.infer<typeof Actor>;
