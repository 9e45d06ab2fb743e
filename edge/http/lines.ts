/** Lines changed, and checked off; orders looked at, and put first. */
import { amendOrder, lookAtOrder, markLineMade, markStationDone, quoteAmendment, rushOrder } from "@crema/shared/contract/lines";
import type { Mount } from "@crema/shared/server/mount";
import { callerOf } from "./caller.ts";
import type { AppDeps } from "./ports.ts";
import { refused, responsesFor } from "./responses.ts";

export function mountLines(mount: Mount, ports: AppDeps): void {
  const { commands, queries } = ports;

  mount(amendOrder, async (c) => {
    const responses = responsesFor(c.var.principal, ports);
    const amended = await commands.amend(c.req.valid("param").order_id, c.req.valid("json"), callerOf(c.var.principal));
    return amended.ok ? c.json(responses.order(amended.value), 200) : responses.refused(amended.refusal);
  });

  mount(quoteAmendment, (c) => {
    const quote = queries.quoteAmendment(c.req.valid("param").order_id, c.req.valid("json"));
    return quote.ok ? c.json(quote.value, 200) : refused(quote.refusal);
  });

  mount(markLineMade, async (c) => {
    const responses = responsesFor(c.var.principal, ports);
    const { order_id, line_id } = c.req.valid("param");
    const marked = await commands.lineMade(order_id, line_id, c.req.valid("json").made, callerOf(c.var.principal));
    return marked.ok ? c.json(responses.order(marked.value), 200) : responses.refused(marked.refusal);
  });

  mount(lookAtOrder, async (c) => {
    const responses = responsesFor(c.var.principal, ports);
    const looked = await commands.look(c.req.valid("param").order_id, c.req.valid("json").made, callerOf(c.var.principal));
    return looked.ok ? c.json(responses.order(looked.value), 200) : responses.refused(looked.refusal);
  });

  mount(rushOrder, async (c) => {
    const responses = responsesFor(c.var.principal, ports);
    const rushed = await commands.rush(c.req.valid("param").order_id, c.req.valid("json").is_rush, callerOf(c.var.principal));
    return rushed.ok ? c.json(responses.order(rushed.value), 200) : responses.refused(rushed.refusal);
  });

  mount(markStationDone, async (c) => {
    const responses = responsesFor(c.var.principal, ports);
    const { order_id, station } = c.req.valid("param");
    const marked = await commands.stationDone(order_id, { station, ...c.req.valid("json") }, callerOf(c.var.principal));
    return marked.ok ? c.json(responses.order(marked.value), 200) : responses.refused(marked.refusal);
  });
}
