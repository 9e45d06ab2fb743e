// Made of en.json by `npm run words`.
export {};

declare module "@crema/ui/words/messages.d.ts" {
  interface Messages {
  }
}
