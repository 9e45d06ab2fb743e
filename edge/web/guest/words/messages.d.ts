// Made of en.json by `npm run words`.
import type { Text } from "@crema/ui/words/words.ts";

declare module "@crema/ui/words/messages.d.ts" {
  interface Messages {
    "guest.page_title": null;
    "guest.loading": null;
    "guest.no_code": null;
    "guest.old_code": null;
    "guest.closed": null;
    "guest.full": null;
    "guest.no_answer": null;
    "guest.failed": null;
    "guest.too_fast": null;
    "guest.too_many_yours": null;
    "guest.not_sold": null;
    "guest.wait": null;
    "guest.categories": null;
    "guest.choose": { readonly min: Text };
    "guest.choose_between": { readonly max: Text; readonly min: Text };
    "guest.up_to": { readonly max: Text };
    "guest.quantity": null;
    "guest.note": null;
    "guest.note_hint": null;
    "guest.note_quoted": { readonly note: Text };
    "guest.missing": { readonly name: Text };
    "guest.add_priced": { readonly price: Text };
    "guest.yours": null;
    "guest.yours_count": { readonly count: number };
    "guest.yours_priced": { readonly count: number; readonly price: Text };
    "guest.where": null;
    "guest.here": null;
    "guest.to_go": null;
    "guest.total": null;
    "guest.hold": null;
    "guest.hold_priced": { readonly price: Text };
    "guest.pay_there": null;
    "guest.gone": null;
    "guest.remove_gone": null;
    "guest.number": null;
    "guest.say_it": null;
    "guest.held_for": { readonly time: Text };
    "guest.at_counter": null;
    "guest.paid": null;
    "guest.unpaid": null;
    "guest.ready": null;
    "guest.ready_unpaid": null;
    "guest.collected": null;
    "guest.cancelled": null;
    "guest.over": null;
    "guest.take_back": null;
    "guest.another": null;
  }
}
