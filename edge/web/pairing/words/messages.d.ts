// Made of en.json by `npm run words`.
import type { Tag, Text } from "@crema/ui/words/words.ts";

declare module "@crema/ui/words/messages.d.ts" {
  interface Messages {
    "pairing.page_title": null;
    "pairing.screen.pos": null;
    "pairing.screen.pos.about": null;
    "pairing.screen.barista": null;
    "pairing.screen.barista.about": null;
    "pairing.screen.board": null;
    "pairing.screen.board.about": null;
    "pairing.stranger.use_paired": null;
    "pairing.this_device": { readonly name: Text };
    "pairing.checking": null;
    "pairing.signing_in": null;
    "pairing.ask.title": null;
    "pairing.ask.kind": null;
    "pairing.ask.name": null;
    "pairing.ask.show_code": null;
    "pairing.over.title": null;
    "pairing.over.why": null;
    "pairing.start_over": null;
    "pairing.waiting.title": null;
    "pairing.waiting.how": null;
    "pairing.waiting.paired": null;
    "pairing.waiting.valid": { readonly left: Text; readonly time: Tag };
    "pairing.approve.done": null;
    "pairing.approve.open": null;
    "pairing.approve.title": null;
    "pairing.approve.code": null;
    "pairing.approve.pin": null;
    "pairing.approve.action": null;
    "pairing.sheet.title": null;
    "pairing.sheet.fault": { readonly fault: Text };
    "pairing.sheet.network": null;
    "pairing.sheet.preview": null;
    "pairing.sheet.new_code": null;
    "pairing.sheet.print": null;
    "pairing.renew.title": null;
    "pairing.renew.warning": null;
    "pairing.renew.action": null;
  }
}
