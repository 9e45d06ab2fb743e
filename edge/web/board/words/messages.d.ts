// Made of en.json by `npm run words`.
export {};

declare module "@crema/ui/words/messages.d.ts" {
  interface Messages {
    "board.page_title": null;
    "board.title": null;
    "board.preparing": null;
    "board.ready": null;
    "board.not_store": null;
    "board.out_of_date": null;
  }
}
