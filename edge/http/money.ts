/** Tenders, their correction, refunds and receipts. What may be refunded, and who has to approve, is decided in the domain. */
import { correctTender, getOrderMoney, getReceipt, listTenders, refundOrder, tenderOrder } from "@crema/shared/contract/money";
import { cents } from "@crema/shared/domain/kernel/money";
import { leftOfLines, pieceAmounts } from "@crema/shared/domain/payment/refund-lines";
import { RECEIPT_HEADERS, receiptHtml } from "@crema/shared/domain/receipt/html";
import { receiptOf } from "@crema/shared/domain/receipt/receipt";
import { receiptText } from "@crema/shared/domain/receipt/text";
import { created, idempotencyKey } from "@crema/shared/server/idempotency";
import type { Mount } from "@crema/shared/server/mount";
import { preparedResponse } from "@crema/shared/server/prepared-response";
import { approvalBy } from "./approval.ts";
import { callerOf } from "./caller.ts";
import { NO_SUCH_ORDER } from "./orders.ts";
import type { AppDeps } from "./ports.ts";
import { refused, responsesFor } from "./responses.ts";

export function mountMoney(mount: Mount, ports: AppDeps): void {
  const { commands, queries, auth } = ports;
  const approval = approvalBy(auth);

  mount(tenderOrder, async (c) => {
    const key = idempotencyKey(c);
    const taken = await commands.tender(c.req.valid("param").order_id, c.req.valid("json"), key, callerOf(c.var.principal));
    return taken.ok ? created(taken.value) : responsesFor(c.var.principal, ports).refused(taken.refusal);
  });

  mount(refundOrder, async (c) => {
    const request = c.req.valid("json");
    const approved = await approval(c.var.principal, request.manager_pin);
    if (!approved.ok) return refused(approved.refusal);
    const key = idempotencyKey(c);
    const by = callerOf(c.var.principal, approved.value);
    const refunded = await commands.refund(c.req.valid("param").order_id, request, key, by);
    return refunded.ok ? created(refunded.value) : responsesFor(c.var.principal, ports).refused(refunded.refusal);
  });

  mount(listTenders, (c) => {
    const orderId = c.req.valid("param").order_id;
    return queries.order(orderId) ? c.json({ tenders: queries.tendersOf(orderId) }, 200) : refused(NO_SUCH_ORDER);
  });

  mount(correctTender, async (c) => {
    const request = c.req.valid("json");
    const approved = await approval(c.var.principal, request.manager_pin);
    if (!approved.ok) return refused(approved.refusal);
    const { order_id, payment_id } = c.req.valid("param");
    const key = idempotencyKey(c);
    const corrected = await commands.correctTender(order_id, payment_id, request, key, callerOf(c.var.principal, approved.value));
    return corrected.ok ? created(corrected.value) : responsesFor(c.var.principal, ports).refused(corrected.refusal);
  });

  mount(getOrderMoney, (c) => {
    const orderId = c.req.valid("param").order_id;
    const found = queries.order(orderId);
    if (!found) return refused(NO_SUCH_ORDER);
    const money = queries.moneyOf(orderId);
    const refundable = leftOfLines(found.order, money.refunds).map((left) => ({
      line_id: left.line.line_id,
      pieces_cents: pieceAmounts(left).map(cents),
    }));
    return c.json({ ...money, refundable }, 200);
  });

  mount(getReceipt, (c) => {
    const orderId = c.req.valid("param").order_id;
    const { format, columns } = c.req.valid("query");
    const found = queries.order(orderId);
    if (!found) return refused(NO_SUCH_ORDER);
    const inForce = queries.menu();
    if (!inForce) return refused({ code: "store.not_ready", detail: "The box has no menu or profile yet.", retry_after_s: 5 });
    const receipt = receiptOf(found.order, queries.moneyOf(orderId), inForce.profile);
    if (format === "html") return preparedResponse(receiptHtml(receipt), { headers: RECEIPT_HEADERS });
    const text = receiptText(receipt, Number(columns));
    return preparedResponse(text, { headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" } });
  });
}
