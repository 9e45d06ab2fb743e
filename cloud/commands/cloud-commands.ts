/** Every change that the cloud's HTTP layer can ask for. */
import type { CloudCommands } from "../ports.ts";
import { cancelOrder } from "./cancel-order.ts";
import type { CommandParts } from "./command-parts.ts";
import { createCustomer } from "./create-customer.ts";
import { publishMenu, putMenu } from "./edit-menu.ts";
import { pinSalt, putStore, setRetired } from "./edit-store.ts";
import { createEnrollCode, enrollBox } from "./enroll-box.ts";
import { putPaymentAccount } from "./payment-account.ts";
import { placeOrder } from "./place-order.ts";
import { refundOrder } from "./refund-order.ts";
import { renameCustomer } from "./rename-customer.ts";
import { resolveConflict } from "./resolve-conflict.ts";
import { resolveException } from "./resolve-exception.ts";
import { retryPayment } from "./retry-payment.ts";
import { retryQuarantine } from "./retry-quarantine.ts";
import { setAsideQuarantined } from "./set-aside-quarantined.ts";
import { requestSignInCode, signInByCode } from "./sign-in.ts";
import { answerDigits, changeCurrency } from "./store-currency.ts";

export function createCommands(parts: CommandParts): CloudCommands {
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
