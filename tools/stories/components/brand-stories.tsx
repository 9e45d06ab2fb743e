import { Brand } from "@crema/ui/components/brand.tsx";
import type { Story } from "../story.ts";

export const brandStories: readonly Story[] = [
  { name: "mark and word", shown: <Brand hasWord /> },
  { name: "mark alone", shown: <Brand /> },
];
