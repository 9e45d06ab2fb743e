import { Confirmation } from "@crema/ui/components/confirmation.tsx";
import type { Story } from "../story.ts";

export const confirmationStories: readonly Story[] = [
  { name: "done", shown: <Confirmation text="Saved. The stores have it at once." /> },
  { name: "nothing to confirm", shown: <Confirmation text={null} /> },
];
