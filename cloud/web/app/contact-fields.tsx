/** Where a guest wants to be told about the order. What is left here goes to the service alone, and is gone after 30 days. */
import { Field } from "@crema/ui/components/field.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import type { ContactFaults, TypedContact } from "./contact.ts";
import { useChannels } from "./use-channels.ts";

interface ContactFieldsProps {
  readonly typed: TypedContact;
  readonly faults: ContactFaults;
  onChange(typed: TypedContact): void;
}

export function ContactFields({ typed, faults, onChange }: ContactFieldsProps) {
  const t = useWords();
  const channels = useChannels();
  if (!channels?.email && !channels?.sms) return null;
  return (
    <fieldset className="rows contact">
      <legend>{t("contact.label")}</legend>
      {channels.email ? (
        <Field
          label={t("contact.email")}
          fault={faults.email && t(faults.email)}
          type="email"
          autoComplete="email"
          maxLength={254}
          value={typed.email}
          onChange={(email) => onChange({ ...typed, email })}
        />
      ) : null}
      {channels.sms ? (
        <Field
          label={t("contact.phone")}
          fault={faults.phone && t(faults.phone)}
          hint={t("contact.phone_hint")}
          type="tel"
          autoComplete="tel"
          maxLength={40}
          value={typed.phone}
          onChange={(phone) => onChange({ ...typed, phone })}
        />
      ) : null}
      <p className="small soft">{t("contact.about")}</p>
    </fieldset>
  );
}
