import { OneOf, SomeOf } from "@crema/ui/components/choices.tsx";
import { useState } from "react";
import type { Story } from "../story.ts";

const MILKS = [
  { id: "whole", name: "Whole milk" },
  { id: "oat", name: "Oat", extra: "+0.60" },
  { id: "almond", name: "Almond", extra: "sold out" },
];

function One({ begin }: { readonly begin: string | null }) {
  const [chosen, choose] = useState(begin);
  return <OneOf label="Milk" rule="required" choices={MILKS} chosen={chosen} onChoose={choose} />;
}

function Some({ begin, most }: { readonly begin: readonly string[]; readonly most: number }) {
  const [chosen, choose] = useState(begin);
  return <SomeOf label="Extras" rule={`up to ${most}`} choices={MILKS} chosen={chosen} most={most} onChoose={choose} />;
}

export const choicesStories: readonly Story[] = [
  { name: "one of, nothing chosen", shown: <One begin={null} /> },
  { name: "one of, chosen", shown: <One begin="oat" /> },
  { name: "some of, nothing chosen", shown: <Some begin={[]} most={2} /> },
  { name: "some of, as many as may be", shown: <Some begin={["whole", "oat"]} most={2} /> },
];
