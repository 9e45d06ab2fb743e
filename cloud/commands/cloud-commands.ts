/** Every change that the cloud's HTTP layer can ask for. */
import type { CloudCommands } from "../ports.ts";
import { revokeBox } from "./boxes.ts";
import type { CommandContext } from "./command-context.ts";
import { adoptOrder } from "./customers/adopt-order.ts";
import { createCustomer } from "./customers/create.ts";
import { eraseCustomer } from "./customers/erase.ts";
import { eraseGuestOrders } from "./customers/erase-guest-orders.ts";
import { renameCustomer } from "./customers/rename.ts";
import { createEnrollCode } from "./enroll-codes.ts";
import { enrollBox } from "./enrolment.ts";
import { resolveException } from "./exceptions/resolve.ts";
import { resolveConflict } from "./exceptions/resolve-conflict.ts";
import { publishMenu, putMenu } from "./menu.ts";
import { dropMessage, mailReceipt, putPreferences, recipientOf, sendMessageAgain, stopMails } from "./messages.ts";
import { cancelOrder } from "./orders/cancel.ts";
import { chooseSubstitute } from "./orders/choose-substitute.ts";
import { endOpenOrders } from "./orders/end-open-orders.ts";
import { placeOrder } from "./orders/place.ts";
import { putPaymentAccount } from "./payments/payment-account.ts";
import { refundOrder } from "./payments/refund.ts";
import { retryPayment } from "./payments/retry-payment.ts";
import { uploadPicture } from "./pictures.ts";
import { subscribeCustomer, subscribeToOrder, unsubscribe } from "./push-subscriptions.ts";
import { retryQuarantine } from "./quarantine/retry.ts";
import { setAsideQuarantined } from "./quarantine/set-aside.ts";
import { requestSignInCode, signInByCode } from "./sign-in.ts";
import { answerDigits, changeCurrency } from "./store-currency.ts";
import { pinSalt, putStore, setRetired } from "./stores.ts";

export function createCommands(deps: CommandContext): CloudCommands {
  return {
    place: (request, key, by, left) => placeOrder(deps, request, key, by, left ?? null),
    cancel: (orderId, reason, by, expected) => cancelOrder(deps, orderId, reason, by, expected ?? null),
    chooseSubstitute: (orderId, wish, by) => chooseSubstitute(deps, orderId, wish, by),
    refund: (orderId, request, key, by) => refundOrder(deps, orderId, request, key, by),
    retryPayment: (orderId) => retryPayment(deps, orderId),
    setRetired: (storeId, retired) => setRetired(deps, storeId, retired),
    pinSalt: (storeId) => pinSalt(deps, storeId),
    putStore: (storeId, input, pins) => putStore(deps, storeId, input, pins),
    putPaymentAccount: (storeId, change, by) => putPaymentAccount(deps, storeId, change, by),
    uploadPicture: (upload) => uploadPicture(deps, upload),
    putMenu: (storeId, rows) => putMenu(deps, storeId, rows),
    publishMenu: (storeId, expectedVersion) => publishMenu(deps, storeId, expectedVersion),
    changeCurrency: (storeId, change) => changeCurrency(deps, storeId, change),
    answerDigits: (storeId, answer, by) => answerDigits(deps, storeId, answer, by),
    createEnrollCode: (storeId, replace) => createEnrollCode(deps, storeId, replace),
    enroll: (request) => enrollBox(deps, request),
    subscribeCustomer: (owner, given) => subscribeCustomer(deps, owner, given),
    subscribeToOrder: (order, given) => subscribeToOrder(deps, order, given),
    unsubscribe: (owner, subscriptionId) => unsubscribe(deps, owner, subscriptionId),
    endOpenOrders: (storeId, wish, by) => endOpenOrders(deps, storeId, wish, by),
    revokeBox: (storeId) => revokeBox(deps, storeId),
    createCustomer: (firstName, email) => createCustomer(deps, firstName, email),
    requestSignInCode: (email, asker) => requestSignInCode(deps, email, asker),
    signInByCode: (given) => signInByCode(deps, given),
    adoptOrder: (orderId, userId) => adoptOrder(deps, orderId, userId),
    eraseCustomer: (userId, confirmation, by) => eraseCustomer(deps, userId, confirmation, by),
    eraseGuestOrders: (orderIds, confirmation, operatorId) => eraseGuestOrders(deps, orderIds, confirmation, operatorId),
    renameCustomer: (userId, firstName) => renameCustomer(deps, userId, firstName),
    retryQuarantine: (storeId) => retryQuarantine(deps, storeId),
    setAsideQuarantined: (storeId, place, reason, by) => setAsideQuarantined(deps, storeId, place, reason, by),
    putPreferences: (userId, input) => putPreferences(deps, userId, input),
    mailReceipt: (orderId, email) => mailReceipt(deps, orderId, email),
    stopMails: (contactIndex, wanted) => stopMails(deps, contactIndex, wanted),
    sendMessageAgain: (messageId, by) => sendMessageAgain(deps, messageId, by),
    dropMessage: (messageId, by) => dropMessage(deps, messageId, by),
    recipientOf: (messageId, by) => recipientOf(deps, messageId, by),
    resolveException: (exceptionId, note, by) => resolveException(deps, exceptionId, note, by),
    resolveConflict: (storeId, by) => resolveConflict(deps, storeId, by),
  };
}
