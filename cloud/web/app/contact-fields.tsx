/** Where a guest wants to be told about the order. What is left here goes to the service alone, and is gone after 30 days. */
import { Field } from "@crema/ui/components/field.tsx";
import { useChannels } from "./use-channels.ts";

export interface TypedContact {
  readonly email: string;
  readonly phone: string;
}

export const NO_CONTACT: TypedContact = { email: "", phone: "" };

export function contactOf({ email, phone }: TypedContact): { email?: string; phone?: string } | null {
  const [address, number] = [email.trim(), phone.trim()];
  return address || number ? { ...(address && { email: address }), ...(number && { phone: number }) } : null;
}

export function ContactFields({ typed, onChange }: { typed: TypedContact; onChange(typed: TypedContact): void }) {
  const channels = useChannels();
  if (!channels?.email && !channels?.sms) return null;
  return (
    <fieldset className="choices">
      <legend>Tell me when it is ready, or if something is wrong</legend>
      {channels.email ? (
        <Field
          label="E-mail (not needed)"
          type="email"
          autoComplete="email"
          maxLength={254}
          value={typed.email}
          onChange={(email) => onChange({ ...typed, email })}
        />
      ) : null}
      {channels.sms ? (
        <Field
          label="Mobile number (not needed)"
          hint="With the country's number: +49 151 23456789"
          type="tel"
          autoComplete="tel"
          maxLength={40}
          value={typed.phone}
          onChange={(phone) => onChange({ ...typed, phone })}
        />
      ) : null}
      <p className="small soft">Used for this order alone, and gone after 30 days. The store does not see it.</p>
    </fieldset>
  );
}
