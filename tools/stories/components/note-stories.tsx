import { Button } from "@crema/ui/components/button.tsx";
import { Note } from "@crema/ui/components/note.tsx";
import type { Story } from "../story.ts";

const TEXTS = {
  good: "The menu is published. All 12 stores have it.",
  warn: "The drawer is closed. Open it before you take cash.",
  bad: "The card was declined. Take another one, or cash.",
  info: "New prices come into force tomorrow at 6:00.",
} as const;

export const noteStories: readonly Story[] = [
  ...(["good", "warn", "bad", "info"] as const).map((tone): Story => ({ name: tone, shown: <Note tone={tone}>{TEXTS[tone]}</Note> })),
  {
    name: "with what helps",
    shown: (
      <Note tone="warn" action={<Button>Open the drawer</Button>}>
        {TEXTS.warn}
      </Note>
    ),
  },
];
