import { Chip } from "@crema/ui/components/chip.tsx";
import Snowflake from "lucide-react/icons/snowflake";
import { useState } from "react";
import type { Story } from "../story.ts";

function Several() {
  const [chosen, choose] = useState<readonly string[]>(["Oat"]);
  const toggle = (name: string) => choose(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  return ["Whole", "Oat", "Almond"].map((name) => (
    <Chip key={name} isSelected={chosen.includes(name)} extra={name === "Whole" ? null : "+0.60"} onPress={() => toggle(name)}>
      {name}
    </Chip>
  ));
}

const nothing = () => {};

export const chipStories: readonly Story[] = [
  { name: "some are on", shown: <Several /> },
  {
    name: "chosen twice",
    shown: (
      <Chip isSelected qty={2} extra="+1.80" onPress={nothing}>
        Extra shot
      </Chip>
    ),
  },
  {
    name: "with a drawing",
    shown: (
      <Chip isSelected={false} icon={Snowflake} onPress={nothing}>
        Iced
      </Chip>
    ),
  },
  {
    name: "disabled",
    shown: (
      <Chip isSelected={false} isDisabled extra="sold out" onPress={nothing}>
        Hazelnut
      </Chip>
    ),
  },
];
