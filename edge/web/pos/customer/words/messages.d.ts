// Made of en.json by `npm run words`.
import type { Text } from "@crema/ui/words/words.ts";

declare module "@crema/ui/words/messages.d.ts" {
  interface Messages {
    "customer.page_title": null;
    "customer.welcome": null;
    "customer.welcome_more": null;
    "customer.away": null;
    "customer.order": null;
    "customer.total": null;
    "customer.paid": null;
    "customer.left": null;
    "customer.tip": null;
    "customer.tip.title": null;
    "customer.tip.none": null;
    "customer.tip.other": null;
    "customer.tip.add": null;
    "customer.tip.back": null;
    "customer.tip.too_large": null;
    "customer.tip.failed": null;
    "customer.thanks": null;
    "customer.thanks_name": { readonly name: Text };
    "customer.number": null;
    "customer.change": { readonly amount: Text };
    "customer.join.title": null;
    "customer.join.how": null;
    "customer.join.code": null;
    "customer.join.action": null;
  }
}
