import { Switch } from "@crema/ui/components/switch.tsx";
import { useState } from "react";
import type { Story } from "../story.ts";

function One({ begin, hint }: { readonly begin: boolean; readonly hint?: string }) {
  const [isOn, setOn] = useState(begin);
  return <Switch label="Take app orders" isOn={isOn} onChange={setOn} {...(hint ? { hint } : {})} />;
}

const nothing = () => {};

export const switchStories: readonly Story[] = [
  { name: "off", shown: <One begin={false} /> },
  { name: "on, with a hint", shown: <One begin hint="Off: guests order at the counter" /> },
  { name: "disabled", shown: <Switch label="Take app orders" isOn isDisabled onChange={nothing} /> },
];
