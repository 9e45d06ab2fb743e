/** The box's commands, as the HTTP layer calls them. Each is one run of the executor. */
import type { EdgeCommands } from "../ports.ts";
import type { AppOrdersCommands } from "./app-orders.ts";
import { confirmTime } from "./clock.ts";
import type { CommandContext } from "./command-context.ts";
import { discard, hold, resume } from "./drafts.ts";
import { moveDrawer } from "./drawer.ts";
import { endGuestDrafts } from "./end-guest-drafts.ts";
import { holdForGuest, setGuestCode, withdrawForGuest } from "./guest-drafts.ts";
import { amend, lineMade, look, rush, stationDone } from "./lines.ts";
import type { StockCommands } from "./menu.ts";
import { correctTender } from "./money/correct.ts";
import { refund } from "./money/refund.ts";
import { tender } from "./money/tender.ts";
import { discount } from "./orders/discount.ts";
import { place } from "./orders/place.ts";
import { replace } from "./orders/replace.ts";
import { cancel, decline, transition } from "./orders/step.ts";
import { askSubstitute, settleSubstitute } from "./orders/substitute.ts";
import { refuseRefundRequest } from "./refund-requests.ts";

export function createCommands(deps: CommandContext, appOrders: AppOrdersCommands, stock: StockCommands): EdgeCommands {
  return {
    place: (request, key, by, discountBy = by) => place(deps, request, key, by, discountBy),
    transition: (orderId, request, by) => transition(deps, orderId, request, by),
    cancel: (orderId, request, by, key = null) => cancel(deps, orderId, request, key, by),
    decline: (orderId, reason, by) => decline(deps, orderId, reason, by),
    replace: (orderId, request, key, by) => replace(deps, orderId, request, key, by),
    tender: (orderId, request, key, by) => tender(deps, orderId, request, key, by),
    discount: (orderId, request, by) => discount(deps, orderId, request, by),
    refund: (orderId, request, key, by) => refund(deps, orderId, request, key, by),
    correctTender: (orderId, paymentId, request, key, by) => correctTender(deps, orderId, paymentId, request, key, by),
    refuseRefundRequest: (requestId, reason, by) => refuseRefundRequest(deps, requestId, reason, by),
    amend: (orderId, request, by) => amend(deps, orderId, request, by),
    lineMade: (orderId, lineId, made, by) => lineMade(deps, orderId, lineId, made, by),
    look: (orderId, made, by) => look(deps, orderId, made, by),
    askSubstitute: (orderId, request, by, key = null) => askSubstitute(deps, orderId, request, key, by),
    settleSubstitute: (orderId, request, key, by) => settleSubstitute(deps, orderId, request, key, by),
    rush: (orderId, isRush, by) => rush(deps, orderId, isRush, by),
    stationDone: (orderId, command, by) => stationDone(deps, orderId, command, by),
    drawer: (request, key, by) => moveDrawer(deps, request, key, by),
    hold: (request, key, by) => hold(deps, request, key, by),
    resume: (draftId, by) => resume(deps, draftId, by),
    discard: (draftId) => discard(deps, draftId),
    holdForGuest: (request, key, asker) => holdForGuest(deps, request, key, asker),
    withdrawForGuest: (token) => withdrawForGuest(deps, token),
    endGuestDrafts: () => endGuestDrafts(deps),
    setGuestCode: (code) => setGuestCode(deps, code),
    confirmTime: (request, by) => confirmTime(deps, request, by),
    setAppOrders: (pausedFor, by) => appOrders.set(pausedFor, by),
    setAvailability: stock.setAvailability,
  };
}
