import { Icon } from "@crema/ui/components/icon.tsx";
import ArrowRight from "lucide-react/icons/arrow-right";
import Check from "lucide-react/icons/check";
import type { Story } from "../story.ts";

export const iconStories: readonly Story[] = [
  {
    name: "as large as its text",
    shown: (
      <p>
        <Icon of={Check} /> Made
      </p>
    ),
  },
  {
    name: "large, and turned round from right to left",
    shown: (
      <p dir="rtl">
        <Icon of={ArrowRight} size="large" isAlong />
      </p>
    ),
  },
];
