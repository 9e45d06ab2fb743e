/** What every form that takes a card is given. */
import type { PaymentResponse } from "@crema/shared/contract/payments";

export interface CardFormProps {
  readonly payment: PaymentResponse & { readonly client_secret: string };
  /** Something was tried: the cloud is to look. */
  onTried(): void;
}
