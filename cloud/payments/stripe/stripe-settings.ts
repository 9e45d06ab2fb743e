/** What an installation sets to take payments by Stripe. */
export interface StripeSettings {
  readonly secretKey: string;
  /** One per webhook endpoint, and the old one beside the new while they are changed. */
  readonly webhookSecrets: readonly string[];
  readonly publishableKey: string | null;
  /** Of a sandbox; null: Stripe itself. */
  readonly apiUrl: URL | null;
}
