import { Button } from "@crema/ui/components/button.tsx";
import { EmptyState } from "@crema/ui/components/empty-state.tsx";
import Coffee from "lucide-react/icons/coffee";
import Search from "lucide-react/icons/search";
import type { Story } from "../story.ts";

export const emptyStateStories: readonly Story[] = [
  {
    name: "with what to do",
    shown: (
      <EmptyState icon={Coffee} title="No orders yet" action={<Button look="primary">See the menu</Button>}>
        What you order shows up here.
      </EmptyState>
    ),
  },
  { name: "without", shown: <EmptyState icon={Search} title="Nothing found for “chai”" /> },
];
