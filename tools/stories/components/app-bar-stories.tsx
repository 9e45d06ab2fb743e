import { AppBar } from "@crema/ui/components/app-bar.tsx";
import { Button } from "@crema/ui/components/button.tsx";
import Menu from "lucide-react/icons/menu";
import type { Story } from "../story.ts";

export const appBarStories: readonly Story[] = [
  { name: "with the store's name", shown: <AppBar title="Main Street" /> },
  {
    name: "with tools",
    shown: (
      <AppBar title="Main Street, by the old harbour and the market hall">
        <Button icon={Menu} aria-label="More" look="quiet" />
      </AppBar>
    ),
  },
  { name: "with a store's own logo", shown: <AppBar title="Main Street" logo={`/v1/pictures/${"a".repeat(64)}/320.webp`} /> },
];
