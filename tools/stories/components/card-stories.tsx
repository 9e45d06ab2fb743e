import { Badge } from "@crema/ui/components/badge.tsx";
import { Card } from "@crema/ui/components/card.tsx";
import type { Story } from "../story.ts";

export const cardStories: readonly Story[] = [
  {
    name: "with a title and a status",
    shown: (
      <Card title="Main Street" aside={<Badge tone="good">Open</Badge>}>
        <p>Until 20:00, about 6 minutes.</p>
      </Card>
    ),
  },
  { name: "plain", shown: <Card>Two flat whites.</Card> },
  {
    name: "accent",
    shown: (
      <Card title="Harbour" look="accent">
        <p>Your last store.</p>
      </Card>
    ),
  },
];
