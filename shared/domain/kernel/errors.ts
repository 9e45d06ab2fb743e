/**
 * Every refusal the system can give, with its HTTP status, its title and one line on what to do about it.
 * docs/errors.md is generated from this table. A refusal is a value; a thrown error is a bug or a broken machine.
 */
interface ErrorEntry {
  readonly status: number;
  /** Short and the same each time (RFC 9457 `title`). */
  readonly title: string;
  /** For the reader of docs/errors.md: when it happens and what the caller can do. */
  readonly about: string;
}

// biome-ignore format: a table, one line per code
export const ERRORS = {
  // The request itself
  "request.malformed": { status: 400, title: "The request cannot be read", about: "The body is not JSON, or is cut short. Send well-formed JSON." },
  "request.invalid": { status: 422, title: "The request does not fit the contract", about: "One or more fields are missing, unknown or out of range; `fields` names each of them." },
  "request.unsupported_media_type": { status: 415, title: "This kind of body is not accepted", about: "Send JSON with content-type application/json, and a picture as it is, not compressed once more." },
  "request.too_large": { status: 413, title: "The request body is too large", about: "Bodies end at 64 KiB, an order at 256 KiB, a menu at 4 MiB, a picture at 10 MiB (sync batches: at 1 MiB uncompressed per batch)." },
  "request.headers_too_large": { status: 431, title: "The request's headers are too large", about: "Headers end at 16 KiB. Cookies of another application on this host are the usual cause." },
  "request.timeout": { status: 408, title: "The request did not arrive in time", about: "A request has 30 s to arrive whole, 10 s at the guests' port. Try again." },
  "request.not_found": { status: 404, title: "No such route", about: "Path and method are in /openapi.json." },
  "request.method_not_allowed": { status: 405, title: "The path does not have this method", about: "See the Allow header and /openapi.json." },
  "request.upgrade_required": { status: 426, title: "Only a WebSocket is served here", about: "The path is a stream. Open it with a WebSocket; programs send their token in Authorization." },
  "page.not_built": { status: 503, title: "The pages are not built", about: "The server was started from sources without `npm run build`; its API works." },
  "request.rate_limited": { status: 429, title: "Too many requests", about: "Wait as long as Retry-After says." },

  // Who is asking
  "auth.required": { status: 401, title: "Sign-in needed", about: "The route needs a principal and the request carries no token. Tokens go in Authorization or a cookie, never in a URL." },
  "auth.revoked": { status: 401, title: "This token is not good any more", about: "It is unknown, has been revoked, or has expired. Pair the device again, or sign in again. Routes that are open to anyone do not look at tokens." },
  "auth.forbidden": { status: 403, title: "You may not do this", about: "The principal is known but its kind or role may not do this." },
  "auth.foreign_page": { status: 403, title: "Asked from a page of another site", about: "A browser sent its cookie from a page that is not ours. Only our own pages change something or open a stream by cookie; programs send a token." },
  "guest.foreign_page": { status: 403, title: "Asked from another page than the store's", about: "The guests' page takes writes of its own page alone: Origin and Host have to be the address that is on the sheet (CREMA_GUEST_URL), or the box's own." },
  "guest.code_unknown": { status: 403, title: "This code is no longer good", about: "The sheet that was scanned has another code than the store has now. Scan the one that hangs there." },
  "auth.wrong_store": { status: 403, title: "This is another store's", about: "The principal belongs to another store than the one the request names." },
  "auth.manager_required": { status: 403, title: "A manager has to approve this", about: "Send `manager_pin` of a manager of this store." },
  "auth.pin_wrong": { status: 401, title: "Wrong PIN", about: "No member of staff of this store has that PIN. Repeated failures delay and then lock the device." },
  "auth.pin_locked": { status: 429, title: "Too many wrong PINs", about: "PIN entry on this device is locked for as long as Retry-After says: 5 minutes, then 15, an hour, four hours. Headquarters is told; a manager can unlock it from another device." },
  "auth.pin_shared": { status: 409, title: "This PIN lets nobody in", about: "More than one member of staff has it. Headquarters is told and gives out new PINs." },

  "sign_in.unavailable": { status: 503, title: "Nobody signs in by e-mail here", about: "This installation sends no mail (CREMA_SMTP_URL, CREMA_MAIL_DIR). Order as a guest." },
  "sign_in.code_wrong": { status: 401, title: "Wrong or expired code", about: "A code is good for ten minutes and five tries, once, with the `challenge_id` it was asked for by. Ask for a new one." },

  "push.unavailable": { status: 503, title: "Nothing is pushed here", about: "This installation reaches no browsers (CREMA_PUSH_SUBJECT, CREMA_PUBLIC_URL). Follow the order on its page." },
  "push.endpoint_not_allowed": { status: 422, title: "Nothing is pushed there", about: "An endpoint is https at its own port, of at most 2,000 characters, and its host a name that stands for public addresses alone. `detail` says which it is not." },
  "push.order_over": { status: 409, title: "The order is over", about: "Browsers are told of an order until a day after the time for which it was promised." },

  // Enrolment and pairing
  "enroll.code_unknown": { status: 404, title: "Unknown or used enrolment code", about: "Codes are for one box, once, and expire. Make a new one with `crema-cloud enroll-code`." },
  "enroll.store_has_box": { status: 409, title: "The store already has a box", about: "A second box beside the first is refused. `crema-cloud enroll-code --replace` makes a code for one in its place. A box that lost the answer enrols again with the code it had." },
  "enroll.foreign_store": { status: 409, title: "The code is for another store", about: "The disk has the history of a store, and the code is for another one. Use a code for that store, or an empty directory. The code stays good." },
  "document.box_too_old": { status: 409, title: "The store's box is too old for it", about: "Its release would misread what was to be published. Nothing was published; `detail` names the store and the box. Upgrade it, then publish again." },
  "enroll.box_too_old": { status: 426, title: "This release cannot take a box's place", about: "The store has had a box, or has a menu, a profile or drawers of tills that this release would misread. Install the present release, and enrol it again; the code stays good." },
  "enroll.no_box": { status: 409, title: "The store has no box", about: "There is none to revoke. `crema-cloud enroll-code` makes a code for one." },
  "enroll.register_away": { status: 503, title: "The register of boxes cannot be reached", about: "Its folder (CREMA_REGISTER_DIR) cannot be read or written. Boxes are not enrolled or revoked until it can; everything else goes on." },
  "enroll.not_enrolled": { status: 503, title: "This box is not enrolled", about: "Run `crema-edge enroll --cloud URL --code CODE`." },
  "pairing.unknown": { status: 404, title: "Unknown or expired pairing", about: "Pairings live ten minutes. Begin again." },
  "pairing.pending": { status: 409, title: "The pairing is not approved yet", about: "A manager approves it with a PIN, or IT on the box." },
  "device.unknown": { status: 404, title: "No such device", about: "The store has no device with this id." },

  "operator.unknown": { status: 404, title: "No such operator", about: "`crema-cloud operators` lists them." },
  "store.retired": { status: 409, title: "The store is closed for good", about: "It has left the app and takes no app orders. Headquarters can open it again." },
  "payment_account.unconfirmed": { status: 409, title: "Say it once more", about: "This redirects a store's card money. `from` and `to` say what would change; send the same again with the `confirmation` of this answer, within ten minutes." },

  "customer.not_found": { status: 404, title: "No such customer", about: "Unknown id, somebody who was erased, or a customer of other stores than yours." },
  "customer.erasure_unconfirmed": { status: 409, title: "Say it once more", about: "Who the customer was is removed for good: their account, and their name, notes and contacts from `orders` orders. Send the same again with the `confirmation` of this answer, within ten minutes." },
  "customer.register_away": { status: 503, title: "The erasure could not be written down", about: "The register's folder (CREMA_REGISTER_DIR) cannot be written, and an erasure that only the database knew would not survive its restore. Nothing was erased; try again." },

  // Stores and menu
  "store.not_found": { status: 404, title: "No such store", about: "The store id is unknown here." },
  "store.offline": { status: 503, title: "The store cannot be reached right now", about: "App orders for now are refused while the store's link is down; those for later are held until its box is there. The menu stays readable; the counter still sells." },
  "store.rejoining": { status: 503, title: "The store is being compared with the service", about: "The service was put back to an earlier state: what is known of the store's orders is compared with its box before any of them is decided or taken. `retry_after_s` says when to try again; the counter still sells." },
  "store.closed": { status: 409, title: "The store is closed", about: "Orders are taken in opening hours only." },
  "store.paused": { status: 409, title: "The store takes no app orders for a while", about: "Its staff paused them, until `paused_until`. An order for a time from then on is taken now; the counter sells. What was ordered before the pause was heard of here is made." },
  "store.queue_full": { status: 409, title: "The store has as many orders as it can make", about: "Try again in a few minutes." },
  "store.not_ready": { status: 503, title: "The store has no menu or profile yet", about: "Publish both; the edge takes them within seconds of being online." },
  "menu.invalid": { status: 422, title: "The menu cannot be published", about: "`fields` names every row that is inconsistent." },
  "picture.unreadable": { status: 422, title: "This is no picture that can be read", about: "JPEG, PNG, WebP and AVIF are read, by their content; an SVG, a GIF, an empty or a damaged file is not. Export it again as one of those." },
  "picture.too_large": { status: 422, title: "The picture is too large", about: "At most 30 million pixels are read, and either size has to fit 1 MiB as WebP: `detail` says which. Send it smaller: 960 on the longer side is what is shown." },
  "picture.unavailable": { status: 503, title: "The picture cannot be read now", about: "Others are being read (Retry-After), it took longer than 20 s, or this installation lacks sharp for its platform: `detail` says which. Nothing was stored." },
  "picture.unknown": { status: 404, title: "No such picture here", about: "None of this name was uploaded, or it was removed because no menu had named it for 90 days; or a box has not fetched it yet. Show the item without it." },
  "menu.version_changed": { status: 409, title: "Another version is published", about: "`expected_version` is not the published one; `menu_version` is. Look at the rows again and repeat." },
  "currency.digits_open": { status: 409, title: "Nobody has said what the prices mean", about: "An older release showed the store's prices without the digits of their currency. See GET …/currency, answer with POST …/currency/digits, then publish." },
  "currency.nothing_asked": { status: 409, title: "Nothing is open about the digits", about: "The store's prices have the digits of their currency." },
  "currency.unchanged": { status: 409, title: "The store has this currency already", about: "Change its menu by PUT …/menu." },
  "currency.store_busy": { status: 409, title: "The store's money is under way", about: "No order may be open, held or scheduled, no drawer open, every fact in a Z report, and the box heard and of a release that shows the digits. `detail` names what is not so." },
  "clock.known": { status: 409, title: "The time is known", about: "The box has the time from the cloud, so nobody sets it. A manager may while it is unconfirmed or lost, or to put right what a manager has said." },
  "clock.impossible": { status: 409, title: "It cannot be that time", about: "The time is before the cloud's as the box last heard it (`last_exchange_at`), or more than 180 days after. Send the store's local date and time." },
  "item.unknown": { status: 422, title: "Unknown item", about: "The item is not on the menu of this store." },
  "item.sold_out": { status: 409, title: "Not enough left", about: "The store has marked the item as sold out, or has fewer left than the order wants; `detail` says how many." },
  "availability.until_impossible": { status: 422, title: "It cannot be sold out until then", about: "The time has passed, or is more than 30 days ahead. Send a time between, `TOMORROW`, or none." },
  "item.not_now": { status: 409, title: "Not sold at that time", about: "The app sells the item in parts of the day only, and the order is wanted outside of them. `fields` says of each such line when it is sold next." },
  "item.not_found": { status: 404, title: "No such item", about: "The store's menu has no item with this id." },
  "modifier.sold_out": { status: 409, title: "Not enough left of a choice", about: "The store has marked a chosen modifier, or one that the menu fills in, as sold out, or has fewer left than the order wants. Choose another." },
  "modifier.not_found": { status: 404, title: "No such choice", about: "The store's menu has no modifier with this id." },
  "modifier.unknown": { status: 422, title: "Unknown modifier", about: "The modifier does not belong to any group of this item." },
  "modifier.group_required": { status: 422, title: "A choice is missing", about: "A required modifier group has fewer choices than its minimum." },
  "modifier.too_many": { status: 422, title: "Too many choices", about: "A modifier group has more choices than its maximum, one choice is named more often than its `max_qty` (once where it has none), or something stands beside the group's none. `fields` says how many may be." },
  "promotion.not_applicable": { status: 422, title: "The code takes nothing off this order", about: "It is for other items, another time of day, the app or the counter, another kind of order, signed-in customers or a first order; it wants a larger order or more units; something better excludes it, or nothing is left to take off. The detail says which. Take the code away, or change the order." },
  "promotion.used_up": { status: 409, title: "The promotion has been used up", about: "As many orders at this store as it is for have it, or as many of this customer's; one that is cancelled no longer counts. Take the code away." },
  "promotion.unknown": { status: 422, title: "This code cannot be used", about: "No promotion of this menu has the code, or it is not running now." },

  // Orders
  "order.not_found": { status: 404, title: "No such order", about: "Unknown id, or an order of someone else." },
  "order.adopted": { status: 409, title: "The order is in another account", about: "Somebody else placed it signed in, or took it into their account first. It stays there." },
  "order.price_changed": { status: 409, title: "The price has changed", about: "The total that was sent differs from the price now. `quote` has the new one (for a discount, `order`); show it and ask again." },
  "order.too_many_open": { status: 409, title: "Too many orders are open", about: "A customer, or the guests of one address (IPv6: of one /64), hold as many open orders at this store as they may; those that the store left open for twelve hours do not count (CREMA_OPEN_ORDERS_PER_CUSTOMER, CREMA_OPEN_ORDERS_PER_ADDRESS)." },
  "order.unpaid_limit": { status: 409, title: "Too much is ordered and not paid", about: "What a customer, or the guests of one address, have ordered at this store without having paid would come to more than its `unpaid_limit_cents`." },
  "order.pay_ahead": { status: 409, title: "Please pay online", about: "This store takes orders for later from guests only where they are paid online (`guests_pay_ahead`)." },
  "slot.full": { status: 409, title: "That time is full", about: "The app's share of the slot is taken, by orders or by the time that they take to make. `next_slots` has the next ones with room for this order, three at most." },
  "order.amount_too_large": { status: 422, title: "The order is too large", about: "An order's total may not pass the system's largest amount." },
  "order.invalid_transition": { status: 409, title: "The order cannot do that now", about: "The transition table has no such step from the present status. `current_status` says where the order is." },
  "order.status_changed": { status: 409, title: "Someone else was faster", about: "`expected_status` is not the present status. `order` has the present state; repaint and decide again." },
  "order.look_first": { status: 409, title: "Look first whether it was made", about: "The store's box was replaced, and the one before may have begun the order. Say what you find with POST …/look." },
  "order.unconfirmed": { status: 409, title: "The order is not confirmed yet", about: "The cloud has not handed the order over. It may be declined, nothing else." },
  "order.not_authority": { status: 409, title: "Decided elsewhere", about: "The other side (store or cloud) decides this order now." },
  "order.not_paid": { status: 409, title: "The order is not paid", about: "What is captured does not sum to the total. Add a tender." },
  "order.paid_at_store": { status: 409, title: "Money was taken at the counter", about: "A customer cannot cancel any more; ask the staff." },
  "order.already_started": { status: 409, title: "The store has begun", about: "This cancel request did not cancel the order: it is being made. Staff may still cancel it." },
  "order.cancel_unanswered": { status: 409, title: "The store has not answered", about: "The store was asked to cancel, and was silent for ten minutes. The order stands, unless the store cancels it yet. Call the store, or ask again." },
  "order.declined": { status: 409, title: "The store declined the order", about: "The order does not stand at this store." },
  "order.recall_expired": { status: 409, title: "Too late to recall", about: "The recall window of the store is over." },
  "order.lines_changed": { status: 409, title: "The order looks different now", about: "Its lines or its price were changed since the screen showed it. `order` has the present state; repaint and decide again." },
  "order.line_not_found": { status: 404, title: "No such line", about: "The order has no line with this id; it may have been changed. `order` has the present lines." },
  "order.cloud_away": { status: 503, title: "The cloud does not answer", about: "The order is from before the store's present box, which asks the cloud for it. Try again when the link is LIVE; what was sold since is on the box." },
  "order.money_taken": { status: 409, title: "Money has been taken for this order", about: "Lines change before any tender. Place another order for what is added, or give something back with a refund." },
  "order.question_open": { status: 409, title: "A question about a line is open", about: "The customer is asked what is to become of a line that cannot be made (`question` of the `order`). Settle it, or take it back, before the order is started, changed, paid or refunded." },
  "order.question_closed": { status: 409, title: "The question is settled", about: "The order has no such question open: it was settled or taken back, or the order has ended. `order` says what has become of it (`settled_questions`)." },
  "order.question_answered": { status: 409, title: "You have chosen already", about: "Another choice is on its way to the store, which settles the question." },
  "order.question_over": { status: 409, title: "The time to choose is over", about: "`choose_by` of the question has passed, and the store does what it has said (`default`)." },
  "order.choice_not_offered": { status: 422, title: "This was not offered", about: "The question has no such option, or the order has nothing else than the line. `question` has what there is." },
  "order.nothing_left": { status: 409, title: "Nothing would be left", about: "The order has nothing else than what cannot be made. Offer something instead, or cancel it." },
  "order.nobody_to_ask": { status: 409, title: "Nobody can be asked", about: "The order was placed at the counter, so no app shows a question. Ask the guest, and send what they want as `decided`." },
  "order.partly_refunded": { status: 409, title: "Something of it was refunded", about: "What was refunded is of the lines as they were sold, so they stay. Refund the line as well, or cancel the order." },
  "order.exists": { status: 409, title: "The order exists already", about: "An order with this id is already there." },
  "order.out_of_sequence": { status: 409, title: "Event out of order", about: "A projection applies only the next `order_seq`; anything else goes to quarantine." },
  "draft.not_found": { status: 404, title: "No such ticket on hold", about: "It was thrown away, was taken off hold more than a day ago, or waited for half an hour from a guest's phone." },
  "draft.taken": { status: 409, title: "Somebody was faster", about: "The ticket is on hold no longer; `taken_by` and `taken_at` say who has it." },
  "draft.too_many_guests": { status: 409, title: "Too many guests wait", about: "Twenty tickets from phones wait at the counter, the most there may be. Order there, or try again in some minutes." },
  "draft.too_many_yours": { status: 409, title: "Your other orders wait at the counter", about: "One address may have so many waiting tickets (CREMA_GUEST_PER_ADDRESS). Pay for them at the counter, or take one back." },
  "draft.too_many": { status: 409, title: "Too many tickets are on hold", about: "Send or throw away some of them." },
  "idempotency.key_required": { status: 400, title: "Idempotency-Key is missing", about: "Send 1 to 255 printable characters, new for each intended write; guests send at least 16." },
  "idempotency.key_reused": { status: 422, title: "The key was used for something else", about: "Same Idempotency-Key, other body. Use a new key for a new write." },

  // Money
  "payment.online_unavailable": { status: 422, title: "Online payment is not offered", about: "No card is taken online: by this installation not at all, or for this store not at the moment. Order with payment_method AT_STORE." },
  "payment.currency_not_taken": { status: 422, title: "The provider does not take the currency", about: "Nothing was ordered. Order with payment_method AT_STORE." },
  "payment.amount_too_small": { status: 422, title: "Too little to be paid online", about: "The payment provider has a least charge, `least_cents`. Nothing was ordered; add something, or order with payment_method AT_STORE." },
  "payment.amount_too_large": { status: 422, title: "Too much to be paid online", about: "The payment provider has a largest charge, `most_cents`. Nothing was ordered." },
  "payment.amount_not_payable": { status: 422, title: "No amount that a card can be charged or refunded", about: "The provider takes multiples of `step_cents` in this currency: dinars to the hundredth, whole ariary. Nothing was ordered or refunded." },
  "payment.exceeds_balance": { status: 422, title: "More than is owed", about: "A card tender may not exceed the balance; cash may, and gives change." },
  "payment.provider_unavailable": { status: 503, title: "The payment provider does not answer", about: "The order is kept. Send the same request with the same Idempotency-Key again: it goes on from there." },
  "payment.provider_refused": { status: 422, title: "The payment provider does not take this payment", about: "The amount or the currency is none that it takes, or the store's account may not take money. The order is cancelled; pay at the store." },
  "payment.not_online": { status: 409, title: "The order is not paid online", about: "It has no payment through the provider." },
  "payment.nothing_to_retry": { status: 409, title: "Nothing waits for a person", about: "Only what has had no answer for 20 hours is tried under a new key; until then the old key is tried by itself." },
  "webhook.signature_invalid": { status: 400, title: "The webhook is not signed by the provider", about: "The signature is missing or made with another secret. Nothing was read." },
  "webhook.wrong_mode": { status: 400, title: "The webhook is of the other mode", about: "A test event at an installation with a live key, or a live one at a test installation. Nothing was read; look at which endpoint is set up where." },
  "webhook.too_old": { status: 400, title: "The webhook's signature is too old", about: "It was signed more than five minutes ago: a replay, or a clock that is wrong. The provider sends what matters again." },
  "payment.nothing_due": { status: 409, title: "Nothing is owed", about: "The order is paid in full." },
  "payment.cash_short": { status: 422, title: "Less cash than the amount", about: "`tendered_cents` must cover `amount_cents`." },
  "payment.cash_not_payable": { status: 422, title: "A sum that coins cannot pay", about: "A part of what is owed, or a tip alone, is a multiple of the smallest coin; only the cash that pays the rest is rounded." },
  "payment.cash_free": { status: 422, title: "The store takes no cash", about: "By its setting `is_cash_free`. Take a card." },
  "payment.tip_too_large": { status: 422, title: "The tip is too large", about: "The tips of an order may not exceed twice its total: more is taken for a slip of the finger." },
  "payment.tip_not_online": { status: 422, title: "The order is not paid online", about: "`tip_cents` of an order is taken with its online payment. At the counter a tip comes with a tender." },
  "payment.tip_not_asked": { status: 409, title: "No tip can be chosen for that ticket now", about: "The till shows another ticket, or takes no tip for this one at the moment. The guest's screen says by itself what is so." },
  "payment.tip_unavailable": { status: 409, title: "The store takes no tips online yet", about: "Its box would not know of the tip. Nothing was ordered; order without `tip_cents`, or tip at the counter." },
  "payment.not_correctable": { status: 409, title: "This tender can no longer be corrected", about: "A wrong tender is put right until the Z report that covers it, as long as something is left of it. After that it is refunded." },
  "payment.not_found": { status: 404, title: "No such payment", about: "The order has no capture of the counter with this id." },
  "payment.reference_required": { status: 422, title: "The terminal's reference is missing", about: "The store's setting `card_reference_required` wants the number on the terminal's slip with each card tender. Without the setting it may be left out." },
  "discount.after_tender": { status: 409, title: "Money has been taken already", about: "A discount comes before any tender. Give something back with a refund instead." },
  "discount.out_of_range": { status: 422, title: "The discount does not fit the order", about: "A discount takes off at least one cent and at most what the lines cost." },
  "refund.nothing_captured": { status: 409, title: "There is nothing to give back", about: "No money of this order was captured, or none that is decided here." },
  "refund.exceeds_captured": { status: 422, title: "More than is left to give back", about: "A refund may not exceed what was captured minus what was given back before, sale and tip each for itself." },
  "refund.line_unknown": { status: 422, title: "No such line", about: "`lines` names the lines of the order by their `line_id`." },
  "refund.line_exceeded": { status: 422, title: "More pieces than are left of a line", about: "A line is refunded at most as often as it was sold, less what was refunded of it, and named once." },
  "refund.under_way": { status: 409, title: "A refund is under way", about: "The store has asked for a refund of this order that was paid online, and does not know its outcome yet. `order` has `refund_state` PENDING until it does." },
  "refund.request_not_open": { status: 409, title: "Nobody asks for this refund", about: "Headquarters has not asked for it, or it has been answered already." },
  "refund.store_silent": { status: 409, title: "The store does not answer", about: "Nobody knows whether the order has been begun, and its store decides the cancellation that goes with refunding all of it. Call the store, or refund `without_cancelling`." },
  "refund.store_too_old": { status: 409, title: "The store's box cannot be asked yet", about: "Its release does not know requests of headquarters. Upgrade the box, or call the store." },
  "drawer.already_open": { status: 409, title: "The drawer is open already", about: "A drawer has one session at a time. `session` is the present one; count and close it first. A day without a drawer ends when none is open." },
  "drawer.not_open": { status: 409, title: "No drawer session is open", about: "Open one with its float first." },
  "drawer.cash_free": { status: 409, title: "The store takes no cash", about: "By its setting `is_cash_free`. It opens no drawer, and ends its day with POST /v1/day/close." },
  "drawer.count_differs": { status: 422, title: "Notes and coins do not sum to the count", about: "`denominations`, each value times how many, must come to `counted_cents`." },
  "drawer.denomination_twice": { status: 422, title: "A note or coin is named twice", about: "`denominations` names each value once, with how many there are of it." },
  "drawer.not_named": { status: 409, title: "Which drawer?", about: "Several drawers are open and none is this device's own. Say which by `session_id`; `GET /v1/drawer` has the store's." },
  "day.takes_cash": { status: 409, title: "The store takes cash", about: "Its day ends with the Z report of its drawer. Only a store with the setting `is_cash_free` ends it without one." },
  "drawer.not_counted": { status: 409, title: "The drawer has to be counted", about: "Closing needs a count that is younger than the last cash movement of the session. Count again." },

  // Sync
  "sync.gap": { status: 409, title: "A gap in the event log", about: "`expected_seq` says where to go on." },
  "sync.fenced": { status: 403, title: "This box has been replaced", about: "A newer epoch is in force. The box stops taking orders." },
  "sync.conflict": { status: 409, title: "The event log does not match", about: "Another hash at a known place, or a log shorter than what the cloud has: a cloned disk or a restored backup. Nothing is overwritten." },
  "sync.rewound": { status: 409, title: "The cloud does not know what the box has applied", about: "The cloud was put back to an earlier state, and the box's release knows no joins. Nothing goes down until a person has looked." },
  "sync.join_first": { status: 409, title: "The box has to join first", about: "Nothing moves in either direction until the box has said where it stands, and has the token of its last join." },
  "sync.upgrade_required": { status: 426, title: "The protocol versions do not meet", about: "The box or the cloud is too old for the other. Nothing is lost; it waits." },
  "sync.too_large": { status: 413, title: "The batch is too large", about: "At most 100 events and 1 MiB per batch, 256 KiB per event." },
  "sync.challenge_failed": { status: 401, title: "The box could not prove its key", about: "Unknown node, expired nonce or wrong signature." },

  // Customers and admin
  "user.exists": { status: 409, title: "The address is taken", about: "A user with this e-mail exists." },

  // Messages to customers
  "message.unavailable": { status: 503, title: "No mail is sent from here", about: "This installation sends no mail (CREMA_SMTP_URL, CREMA_MAIL_DIR). The receipt can be opened and printed." },
  "receipt.cloud_away": { status: 503, title: "No e-mail while the store is offline", about: "The box passes the address on to the cloud, which does not answer or is of an older release, and keeps it nowhere to try again. Print the receipt or show it as a QR code, or ask again when the link is LIVE." },
  "receipt.not_sent_yet": { status: 409, title: "The order is still on its way to the cloud", about: "What the till has done is still on its way there. Ask again in a moment." },
  "message.no_address": { status: 422, title: "Nobody knows where to send it", about: "No address is known of this order. Send one in `email`." },
  "message.not_found": { status: 404, title: "No such message", about: "Unknown id, older than 30 days, or of a store outside the operator's scope." },
  "message.not_failed": { status: 409, title: "This message has not failed", about: "It waits to be sent, was sent, or was let be, perhaps by somebody else meanwhile. Read the list again." },
  "message.not_so_any_more": { status: 409, title: "It is not so any more", about: "What the message says has been overtaken: the order was handed over, or the question was answered. Let it be." },

  "quarantine.not_found": { status: 404, title: "No such event in quarantine", about: "Unknown number, applied meanwhile, or set aside already." },
  "events.cursor_gone": { status: 410, title: "The cursor is of another history", about: "The cloud was put back to an earlier state since, or the cursor is another store's. Begin again without `after`; an event that comes again has the `event_id` that it had." },
  "exception.not_found": { status: 404, title: "No such exception", about: "Unknown id, or about a store outside the operator's scope." },
  "exception.resolved": { status: 409, title: "Resolved already", about: "`exception` says by whom, when and with which note." },
  "exception.open_conflict": { status: 409, title: "A note does not resolve a conflict", about: "Resolve the store's conflict (POST /v1/admin/stores/{store_id}/conflict/resolve); that resolves the exception too." },

  // Disks of boxes: backups, restores, re-logs
  "disk.unreadable": { status: 422, title: "Not a whole database of a box", about: "The file is not there, is cut short or damaged, or is something else. Nothing was changed. Take another backup, or the disk itself." },
  "disk.newer": { status: 422, title: "The disk is of a newer release", about: "It has seen a migration that this program does not know. Nothing was changed. Use that release, or a newer one." },
  "disk.tampered": { status: 422, title: "The log is not as it was written", about: "An event is missing or another one than was hashed; `detail` names the place. Nothing was changed. Another copy of the disk may be whole." },
  "disk.foreign_store": { status: 409, title: "The disk is another store's", about: "Nothing was changed. Look at what is written on the disk, or name the store with --store." },

  // The machine
  "storage.full": { status: 507, title: "The disk is full", about: "Nothing was stored. Free some space; the box recovers by itself." },
  "storage.unavailable": { status: 503, title: "The store's database cannot write", about: "Nothing was stored. Try again." },
  "service.unavailable": { status: 503, title: "Not available right now", about: "Starting, stopping, the database is away, or a node lacks a contact key. Try again after Retry-After." },
  "service.busy": { status: 503, title: "Too much at once", about: "More has come at once than this node serves, or it has as many open streams as it may (CREMA_STREAMS). Nothing was done. Try again after Retry-After, by a chance part of a second later." },
  "internal": { status: 500, title: "Something broke", about: "A bug. The log has it under `request_id`; nothing was half done." },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** A field at fault: a JSON pointer into the body (`/items/0/qty`), `header:Name` or `query:name`, and what is wrong. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/** An expected "no". `extra` are documented members of the problem body, for example `quote` or `order`. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly fields?: readonly FieldFault[];
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly retry_after_s?: number;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function refuse(code: ErrorCode, detail: string, more: Omit<Refusal, "code" | "detail"> = {}): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { code, detail, ...more } };
}

/** The body of application/problem+json (RFC 9457). `type` is the place of the code on the page that both sides serve at /errors. */
export interface Problem {
  readonly type: string;
  readonly code: ErrorCode;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly fields?: readonly FieldFault[];
  readonly [extra: string]: unknown;
}

export function problemOf(refusal: Refusal): Problem {
  const entry = ERRORS[refusal.code];
  return {
    ...refusal.extra,
    type: `/errors#${refusal.code}`,
    code: refusal.code,
    title: entry.title,
    status: entry.status,
    detail: refusal.detail,
    ...(refusal.fields ? { fields: refusal.fields } : {}),
  };
}
