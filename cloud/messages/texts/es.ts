import type { MessageSubject, MessageWords, MoneyFate, WhyCancelled } from "./message-words.ts";

const numbered = ({ store, ticket }: MessageSubject): string => (ticket ? `${store}, pedido ${ticket}` : store);
const toPay = ({ due }: MessageSubject): string => (due ? ` Al recogerlo se pagan ${due}.` : "");

const WHY: Readonly<Record<WhyCancelled, string>> = {
  CUSTOMER: "Usted lo ha anulado.",
  STORE: "El local no puede prepararlo.",
  CLOSED: "El local está cerrado.",
  SOLD_OUT: "Algo del pedido está agotado.",
  QUEUE_FULL: "El local tiene demasiado trabajo en este momento.",
  NO_REPLY: "El local no respondió a tiempo y no lo prepara. Vuelva a pedir o pregunte en el mostrador.",
  NOT_PICKED_UP: "No se recogió.",
  CHARGE_REFUSED: "Su banco rechazó el cargo, por eso no se prepara. Vuelva a pedir con otra tarjeta o pague en el local.",
  NOT_PAID: "No se pagó a tiempo.",
  HEADQUARTERS: "Se ha anulado por usted.",
};

function moneyOf(money: MoneyFate): string {
  switch (money.fate) {
    case "NOTHING":
      return "No hay nada que pagar.";
    case "NOT_CHARGED":
      return "No se ha cargado nada a su tarjeta. Si su banco muestra un importe retenido, lo libera en unos días.";
    case "AT_STORE":
      return "Usted pagó en el local: allí se le devuelve el dinero.";
    case "LOOKED_INTO":
      return "El reembolso no se ha podido hacer. Lo sabemos y nos ocupamos de ello; usted no tiene que hacer nada.";
    case "ON_ITS_WAY":
      return `Se le devuelven ${money.amount} por el mismo medio con el que pagó. Su banco puede tardar unos días en mostrarlo.`;
    case "BACK":
      return `Se han devuelto ${money.amount} por el mismo medio con el que pagó. Su banco puede tardar unos días en mostrarlo.`;
  }
}

export const ES: MessageWords = {
  locale: "es-ES",
  accepted: (about) => ({
    title: `${numbered(about)}: aceptado`,
    text: `${about.store} prepara su pedido${about.ticket ? ` ${about.ticket}` : ""}. Está listo hacia las ${about.promised}.${toPay(about)}`,
  }),
  ready: (about) => ({
    title: `${numbered(about)}: listo para recoger`,
    text: `Su pedido${about.ticket ? ` ${about.ticket}` : ""} está listo en ${about.store}.${toPay(about)}`,
  }),
  late: (about) => ({
    title: `${numbered(about)}: listo a las ${about.promised}`,
    text: `Tarda más de lo prometido: su pedido${about.ticket ? ` ${about.ticket}` : ""} en ${about.store} está listo hacia las ${about.promised}. Lo sentimos.`,
  }),
  cancelled: (about, why, money) => ({
    title: `${numbered(about)}: anulado`,
    text: `Su pedido${about.ticket ? ` ${about.ticket}` : ""} en ${about.store} está anulado. ${WHY[why]} ${moneyOf(money)}`,
  }),
  refunded: (about, amount) => ({
    title: `${numbered(about)}: ${amount} reembolsados`,
    text: `${about.store} le ha reembolsado ${amount} de su pedido${about.ticket ? ` ${about.ticket}` : ""} por el mismo medio con el que pagó. Su banco puede tardar unos días en mostrarlo.`,
  }),
  substituteAsked: (about, item, until) => ({
    title: `${numbered(about)}: una pregunta sobre su pedido`,
    text: `${about.store} no puede preparar ${item}. Abra su pedido y elija lo que desea en su lugar hasta las ${until}. Después vale lo que dice su pedido.`,
  }),
  receipt: (about) => ({ title: `${numbered(about)}: su recibo`, text: `Su recibo de ${about.store}.` }),
  signIn: (code, minutes, isForAll) => ({
    title: "Su código para iniciar sesión",
    text: `${code}\n\nes su código para iniciar sesión en Crema. Vale ${minutes} minutos${isForAll ? ", y para todo lo que se pida en ese tiempo: no se envía otro correo" : ""}.\n\n¿No lo ha pedido? Entonces no tiene que hacer nada: sin él no entra nadie.\n`,
  }),
  yourOrder: "Su pedido",
  noMore: "No más correos sobre pedidos a esta dirección",
  unsubscribePage: {
    title: "Correos sobre pedidos",
    question: "¿No enviar más correos sobre pedidos a esta dirección? Los códigos para iniciar sesión siguen llegando cuando los pida.",
    action: "No más correos",
    done: "No se envían más correos sobre pedidos a esta dirección.",
    undo: "Enviarlos de nuevo",
    undone: "Se envían de nuevo correos sobre pedidos a esta dirección.",
    wrong: "Este enlace no está completo. Ábralo tal como está en el correo.",
  },
};
