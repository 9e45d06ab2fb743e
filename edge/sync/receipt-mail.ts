/**
 * A receipt by e-mail: asked of the cloud, which has the order and sends mail. The address passes through this one request: it is in no
 * table, no log and no response, so that there is nothing to be forgotten on a box.
 */
import type { LinkStatus } from "@crema/shared/contract/link-status";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { CloudClient, HttpResponse } from "@crema/sync/ports";
import { RECEIPT_MAIL_PATH, type ReceiptMailRequest } from "@crema/sync/protocol/receipt-mail";
import { z } from "zod";
import type { Tables } from "../db/tables.ts";
import type { MailReceipt } from "../ports.ts";

/** A guest waits at the till. */
const ASK_MS = 8_000;

export interface ReceiptMailDeps {
  readonly tables: Pick<Tables, "orders" | "log" | "box">;
  /** null: the box is not enrolled. */
  readonly cloud: () => CloudClient | null;
  readonly link: () => Pick<LinkStatus, "state">;
}

export function createReceiptMail({ tables, cloud, link }: ReceiptMailDeps): MailReceipt {
  return async (order_id, email) => {
    if (!tables.orders.read(order_id)) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
    const client = cloud();
    if (client === null) return away("this box does not belong to a store yet");
    const { state } = link();
    if (state !== "LIVE" && state !== "CATCHING_UP") return away("the line is down");
    // The cloud writes the receipt from what it has of the order: that has to be all of it.
    const isUnsent = tables.log.hasAnyAfter(tables.box.box().epoch ?? 0, tables.box.position().acked_seq, order_id);
    return isUnsent ? NOT_SENT_YET : ask(client, { order_id, email });
  };
}

const NOT_SENT_YET: Result<never> = refuse("receipt.not_sent_yet", "Ask again in a moment.", { retry_after_s: 1 });

async function ask(cloud: CloudClient, asked: ReceiptMailRequest): Promise<Result<null>> {
  const response = await cloud.post(RECEIPT_MAIL_PATH, asked, { timeoutMs: ASK_MS }).catch(() => null);
  if (response === null) return away("it does not answer");
  return response.status === 202 ? ok(null) : refusalOf(response);
}

/** In words of this box: the cloud's may name what was sent. */
function refusalOf({ status, body }: HttpResponse): Result<never> {
  const problem = z.preprocess(readJson, Problem).safeParse(body).data;
  const again = problem?.retry_after_s === undefined ? {} : { retry_after_s: problem.retry_after_s };
  switch (problem?.code) {
    case "order.not_found":
      return NOT_SENT_YET;
    case "message.unavailable":
      return refuse("message.unavailable", "Print the receipt, or show it as a QR code.");
    case "request.rate_limited":
      return refuse("request.rate_limited", "This order's receipt was sent often enough for now.", again);
    case "store.not_ready":
      return refuse("store.not_ready", "Its receipts cannot be written yet. Ask again in a moment.", again);
    default:
      return away(status === 404 ? "its release does not know this request yet" : `status ${status}`);
  }
}

const Problem = z.object({ code: z.string(), retry_after_s: z.number().optional() });

function readJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}

const away = (why: string): Result<never> =>
  refuse("receipt.cloud_away", `Mail is sent by the cloud (${why}). Print the receipt, or show it as a QR code.`, { retry_after_s: 10 });
