import { Field } from "@crema/ui/components/field.tsx";
import type { Story } from "../story.ts";

export const fieldStories: readonly Story[] = [
  { name: "empty, with a hint", shown: <Field label="Name on the cup" hint="Up to 40 letters" placeholder="Maya" /> },
  { name: "filled", shown: <Field label="Name on the cup" defaultValue="Maya" /> },
  { name: "at fault", shown: <Field label="Code" defaultValue="12 34" inputMode="numeric" fault="A code has six digits." /> },
  { name: "disabled", shown: <Field label="E-mail address" defaultValue="maya@example.org" isDisabled /> },
];
