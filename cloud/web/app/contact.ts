/** Where a guest wants to be told about the order. */
import { isRefusal } from "@crema/ui/client/unwrap.ts";

export interface TypedContact {
  readonly email: string;
  readonly phone: string;
}

export const NO_CONTACT: TypedContact = { email: "", phone: "" };

export function contactOf({ email, phone }: TypedContact): { email?: string; phone?: string } | null {
  const [address, number] = [email.trim(), phone.trim()];
  return address || number ? { ...(address && { email: address }), ...(number && { phone: number }) } : null;
}

/** What the service found wrong with it. */
export interface ContactFaults {
  readonly email: "contact.email_fault" | null;
  readonly phone: "contact.phone_fault" | null;
}

export function contactFaults(error: unknown): ContactFaults {
  const fields = isRefusal(error, "request.invalid") ? (error.problem.fields ?? []).map(({ field }) => field) : [];
  return {
    email: fields.some((field) => field.endsWith("/email")) ? "contact.email_fault" : null,
    phone: fields.some((field) => field.endsWith("/phone")) ? "contact.phone_fault" : null,
  };
}
