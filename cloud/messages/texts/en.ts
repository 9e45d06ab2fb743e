import type { MessageSubject, MessageWords, MoneyFate, WhyCancelled } from "./message-words.ts";

const numbered = ({ store, ticket }: MessageSubject): string => (ticket ? `${store}, order ${ticket}` : store);
const toPay = ({ due }: MessageSubject): string => (due ? ` You pay ${due} when you pick it up.` : "");

const WHY: Readonly<Record<WhyCancelled, string>> = {
  CUSTOMER: "You have cancelled it.",
  STORE: "The store cannot make it.",
  CLOSED: "The store is closed.",
  SOLD_OUT: "Something in it is sold out.",
  QUEUE_FULL: "The store has too much to do at the moment.",
  NO_REPLY: "The store did not answer in time, and is not making it. Order again, or ask at the counter.",
  NOT_PICKED_UP: "It was not picked up.",
  CHARGE_REFUSED: "Your bank refused the charge, so the store is not making it. Order again with another card, or pay at the store.",
  NOT_PAID: "It was not paid in time.",
  HEADQUARTERS: "It was cancelled for you.",
};

function moneyOf(money: MoneyFate): string {
  switch (money.fate) {
    case "NOTHING":
      return "There is nothing to pay.";
    case "NOT_CHARGED":
      return "Your card was not charged. If your bank shows an amount as reserved, it lets go of it within a few days.";
    case "AT_STORE":
      return "You paid at the store: you get your money back there.";
    case "LOOKED_INTO":
      return "Your refund did not go through. We have been told and look into it; you need do nothing.";
    case "ON_ITS_WAY":
      return `You get ${money.amount} back the way you paid. Your bank may take a few days to show it.`;
    case "BACK":
      return `${money.amount} went back the way you paid. Your bank may take a few days to show it.`;
  }
}

export const EN: MessageWords = {
  locale: "en-GB",
  accepted: (about) => ({
    title: `${numbered(about)}: accepted`,
    text: `${about.store} is making your order${about.ticket ? ` ${about.ticket}` : ""}. It is ready at about ${about.promised}.${toPay(about)}`,
  }),
  ready: (about) => ({
    title: `${numbered(about)}: ready to pick up`,
    text: `Your order${about.ticket ? ` ${about.ticket}` : ""} is ready at ${about.store}.${toPay(about)}`,
  }),
  late: (about) => ({
    title: `${numbered(about)}: ready at ${about.promised}`,
    text: `It takes longer than promised: your order${about.ticket ? ` ${about.ticket}` : ""} at ${about.store} is ready at about ${about.promised}. We are sorry.`,
  }),
  cancelled: (about, why, money) => ({
    title: `${numbered(about)}: cancelled`,
    text: `Your order${about.ticket ? ` ${about.ticket}` : ""} at ${about.store} is cancelled. ${WHY[why]} ${moneyOf(money)}`,
  }),
  refunded: (about, amount) => ({
    title: `${numbered(about)}: ${amount} refunded`,
    text: `${about.store} has refunded ${amount} of your order${about.ticket ? ` ${about.ticket}` : ""} the way you paid. Your bank may take a few days to show it.`,
  }),
  substituteAsked: (about, item, until) => ({
    title: `${numbered(about)}: a question about your order`,
    text: `${about.store} cannot make ${item}. Open your order and choose what you want instead, until ${until}. After that the store decides as your order says.`,
  }),
  receipt: (about) => ({ title: `${numbered(about)}: your receipt`, text: `Your receipt of ${about.store}.` }),
  signIn: (code, minutes, isForAll) => ({
    title: "Your code to sign in",
    text: `${code}\n\nis your code to sign in to Crema. It is good for ${minutes} minutes${isForAll ? ", and for everything that is asked for in that time: no other mail is sent" : ""}.\n\nYou did not ask for it? Then there is nothing to do: nobody is signed in without it.\n`,
  }),
  yourOrder: "Your order",
  noMore: "No more mails about orders to this address",
  unsubscribePage: {
    title: "Mails about orders",
    question: "Should no more mails about orders be sent to this address? Codes to sign in still are, when you ask for one.",
    action: "No more mails",
    done: "No more mails about orders are sent to this address.",
    undo: "Send them again",
    undone: "Mails about orders are sent to this address again.",
    wrong: "This link is not whole. Open it as it stands in the mail.",
  },
};
