/** A store's currency, and the digits of its amounts. */
import { answerStoreDigits, getStoreCurrency, putStoreCurrency } from "@crema/shared/contract/store-currency";
import type { Mount } from "@crema/shared/server/mount";
import { storeCurrency } from "../reports/store-currency.ts";
import { callerOf } from "./caller.ts";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountStoreCurrencyRoutes(mount: Mount, deps: RouteDeps): void {
  const { commands, pool } = deps;

  mount(getStoreCurrency, async (c) => {
    const found = await storeCurrency(pool, c.req.valid("param").store_id);
    return found.ok ? c.json(found.value, 200) : refused(found.refusal);
  });

  mount(putStoreCurrency, async (c) => {
    const { store_id } = c.req.valid("param");
    const changed = await commands.changeCurrency(store_id, c.req.valid("json"));
    return changed.ok ? c.json({ store_id, ...changed.value }, 200) : refused(changed.refusal);
  });

  mount(answerStoreDigits, async (c) => {
    const { store_id } = c.req.valid("param");
    const answered = await commands.answerDigits(store_id, c.req.valid("json").answer, callerOf(c.get("principal")));
    return answered.ok ? c.json({ store_id, ...answered.value }, 200) : refused(answered.refusal);
  });
}
