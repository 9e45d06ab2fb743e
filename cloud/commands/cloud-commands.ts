/** Every change that the cloud's HTTP layer can ask for. */
import type { CloudCommands } from "../ports.ts";
import type { CommandContext } from "./command-context.ts";
import { createCustomer } from "./customers/create.ts";
import { renameCustomer } from "./customers/rename.ts";
import { createEnrollCode, enrollBox } from "./enrolment.ts";
import { resolveException } from "./exceptions/resolve.ts";
import { resolveConflict } from "./exceptions/resolve-conflict.ts";
import { publishMenu, putMenu } from "./menu.ts";
import { putPaymentAccount } from "./money/payment-account.ts";
import { refundOrder } from "./money/refund.ts";
import { retryPayment } from "./money/retry-payment.ts";
import { cancelOrder } from "./orders/cancel.ts";
import { placeOrder } from "./orders/place.ts";
import { retryQuarantine } from "./quarantine/retry.ts";
import { setAsideQuarantined } from "./quarantine/set-aside.ts";
import { requestSignInCode, signInByCode } from "./sign-in.ts";
import { answerDigits, changeCurrency } from "./store-currency.ts";
import { pinSalt, putStore, setRetired } from "./stores.ts";

export function createCommands(parts: CommandContext): CloudCommands {
  return {
    place: (request, key, by) => placeOrder(parts, request, key, by),
    cancel: (orderId, reason, by, expected) => cancelOrder(parts, orderId, reason, by, expected ?? null),
    refund: (orderId, request, key, by) => refundOrder(parts, orderId, request, key, by),
    retryPayment: (orderId) => retryPayment(parts, orderId),
    setRetired: (storeId, retired) => setRetired(parts, storeId, retired),
    pinSalt: (storeId) => pinSalt(parts, storeId),
    putStore: (storeId, input, pins) => putStore(parts, storeId, input, pins),
    putPaymentAccount: (storeId, change, by) => putPaymentAccount(parts, storeId, change, by),
    putMenu: (storeId, rows) => putMenu(parts, storeId, rows),
    publishMenu: (storeId, expectedVersion) => publishMenu(parts, storeId, expectedVersion),
    changeCurrency: (storeId, change) => changeCurrency(parts, storeId, change),
    answerDigits: (storeId, answer, by) => answerDigits(parts, storeId, answer, by),
    createEnrollCode: (storeId) => createEnrollCode(parts, storeId),
    enroll: (code, publicKey) => enrollBox(parts, code, publicKey),
    createCustomer: (firstName, email) => createCustomer(parts, firstName, email),
    requestSignInCode: (email, address) => requestSignInCode(parts, email, address),
    signInByCode: (given) => signInByCode(parts, given),
    renameCustomer: (userId, firstName) => renameCustomer(parts, userId, firstName),
    retryQuarantine: (storeId) => retryQuarantine(parts, storeId),
    setAsideQuarantined: (storeId, place, reason, by) => setAsideQuarantined(parts, storeId, place, reason, by),
    resolveException: (exceptionId, note, by) => resolveException(parts, exceptionId, note, by),
    resolveConflict: (storeId, by) => resolveConflict(parts, storeId, by),
  };
}
