// Made of en.json by `npm run words`.
import type { Text } from "./words.ts";

export interface Messages {
  "ui.direction": null;
  "ui.language": null;
  "ui.close": null;
  "ui.ok": null;
  "ui.delete_digit": null;
  "ui.under_a_minute": null;
  "ui.minutes": { readonly minutes: Text };
  "ui.hours_minutes": { readonly hours: Text; readonly minutes: Text };
  "ui.fault.title": null;
  "ui.fault.advice": { readonly message: Text };
  "ui.fault.continue": null;
  "ui.fault.reload": null;
  "ui.no_response.title": { readonly server: "service" | "store" };
  "ui.no_response.advice": null;
  "ui.try_again": null;
  "ui.try_again_in": { readonly seconds: Text };
  "ui.link.live": null;
  "ui.link.catching_up": { readonly count: number };
  "ui.link.offline": { readonly count: number };
  "ui.link.offline_since": { readonly count: number; readonly time: Text };
  "ui.link.restored": { readonly count: number };
  "ui.link.fenced": { readonly count: number };
  "ui.link.conflict": { readonly count: number };
  "ui.link.upgrade": { readonly count: number };
  "ui.link.unknown": { readonly count: number };
  "ui.link.not_enrolled": null;
  "ui.link.signed_out": null;
  "ui.link.lost": { readonly duration: Text };
  "ui.link.connecting": null;
  "ui.link.currency_waits": { readonly currency: Text };
  "ui.link.clock_lost": { readonly moment: Text };
  "ui.link.clock_unconfirmed": { readonly moment: Text };
  "ui.link.clock_suspect": null;
  "ui.one_less": { readonly label: Text };
  "ui.one_more": { readonly label: Text };
}
