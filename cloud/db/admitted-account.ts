/** The provider lets us into an account: written with whatever it has done for us there. */
import type { Asks } from "./batch.ts";

/** Whatever the provider does for us on an account says that it is open again. */
export async function noteAdmitted(client: Asks, account: string | null): Promise<void> {
  await client.query({
    name: "account_admitted",
    text: "UPDATE psp_listings SET not_admitted_at = NULL WHERE account = $1 AND not_admitted_at IS NOT NULL",
    values: [account ?? ""],
  });
}
