/** What every form that takes a card is given. */
import type { PaymentAnswer } from "@crema/shared/contract/payments";

export interface CardFormProps {
  readonly payment: PaymentAnswer & { readonly client_secret: string };
  /** Something was tried: the cloud is to look. */
  onTried(): void;
}
