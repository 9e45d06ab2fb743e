// Made of en.json by `npm run words`.
import type { Tag } from "@crema/ui/words/words.ts";

declare module "@crema/ui/words/messages.d.ts" {
  interface Messages {
    "store.signed_out.revoked": null;
    "store.signed_out.unpaired": null;
    "store.signed_out.revoked_why": { readonly link: Tag };
    "store.signed_out.unpaired_why": { readonly link: Tag };
    "store.sound.touch": null;
    "store.sound.on": null;
    "store.sound.off": null;
  }
}
