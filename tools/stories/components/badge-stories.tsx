import { Badge } from "@crema/ui/components/badge.tsx";
import Check from "lucide-react/icons/check";
import Clock from "lucide-react/icons/clock";
import Info from "lucide-react/icons/info";
import OctagonAlert from "lucide-react/icons/octagon-alert";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import type { Story } from "../story.ts";

const TONES = [
  ["good", Check, "Paid"],
  ["warn", TriangleAlert, "Not paid"],
  ["bad", OctagonAlert, "Refunded"],
  ["info", Info, "For later"],
  ["plain", Clock, "To go"],
] as const;

const shown = (isSolid: boolean) =>
  TONES.map(([tone, icon, word]) => (
    <Badge key={tone} tone={tone} icon={icon} isSolid={isSolid}>
      {word}
    </Badge>
  ));

export const badgeStories: readonly Story[] = [
  { name: "each status by colour, sign and word", shown: shown(false) },
  { name: "solid, to be read from two metres", shown: shown(true) },
  { name: "accent, without a sign", shown: <Badge tone="accent">New</Badge> },
];
