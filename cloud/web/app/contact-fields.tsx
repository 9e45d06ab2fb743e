/** Where a guest wants to be told about the order. What is left here goes to the service alone, and is gone after 30 days. */
import { isRefusal } from "@crema/ui/client/unwrap.ts";
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

export const EMAIL_FAULT = "This is no e-mail address. Check what you typed.";
export const PHONE_FAULT = "This is no mobile number. Begin with the country's number, for example +49 151 23456789.";

/** What the service found wrong with it, in words for whoever typed it. */
export function contactFaults(error: unknown): { readonly email: string | null; readonly phone: string | null } {
  const fields = isRefusal(error, "request.invalid") ? (error.problem.fields ?? []).map(({ field }) => field) : [];
  return {
    email: fields.some((field) => field.endsWith("/email")) ? EMAIL_FAULT : null,
    phone: fields.some((field) => field.endsWith("/phone")) ? PHONE_FAULT : null,
  };
}

interface ContactFieldsProps {
  readonly typed: TypedContact;
  readonly faults: ReturnType<typeof contactFaults>;
  onChange(typed: TypedContact): void;
}

export function ContactFields({ typed, faults, onChange }: ContactFieldsProps) {
  const channels = useChannels();
  if (!channels?.email && !channels?.sms) return null;
  return (
    <fieldset className="choices">
      <legend>Tell me when it is ready, or if something is wrong</legend>
      {channels.email ? (
        <Field
          label="E-mail (not needed)"
          fault={faults.email}
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
          fault={faults.phone}
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
