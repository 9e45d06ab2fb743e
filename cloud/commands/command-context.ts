/** What the commands are built on. Assembled once, where the process starts. */
import type { Clock, RandomBytes } from "@crema/shared/domain/kernel/clock";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import type { Job } from "@crema/shared/server/service";
import type { CertificateAuthority } from "../auth/certificate.ts";
import type { ContactCipher } from "../auth/contact-cipher.ts";
import type { SignInCodes } from "../auth/sign-in-code.ts";
import type { Database } from "../db/database.ts";
import type { Executor } from "../executor.ts";
import type { ChannelName } from "../messages/channel.ts";
import type { MessageLinks } from "../messages/links.ts";
import type { EndpointGuard } from "../messages/push/endpoint-guard.ts";
import type { Payments } from "../payments/payments.ts";
import type { PictureReader } from "../pictures/read-picture.ts";
import type { MenuCache } from "../queries/menu.ts";
import type { ErasureRegister } from "../register/erasures.ts";
import type { EpochRegister } from "../register/register.ts";
import type { OpenOrderLimit } from "./orders/open-order-limit.ts";

export interface CommandContext {
  readonly database: Database;
  readonly executor: Executor;
  readonly menus: MenuCache;
  readonly clock: Clock;
  readonly newId: IdSource;
  readonly randomBytes: RandomBytes;
  /** The token of a guest's order: derived from the id, the same each time. */
  readonly accessToken: (orderId: string) => string;
  readonly openOrders: OpenOrderLimit;
  readonly certificates: Pick<CertificateAuthority, "issue">;
  /** Which box each store has had, outside the database. */
  readonly register: EpochRegister;
  /** Who was erased, outside the database. */
  readonly erasures: ErasureRegister;
  /** Tries again what of an erasure could not be done at once; null where no sweep runs. */
  readonly erasing: { poke(): void } | null;
  readonly pictures: PictureReader;
  readonly contacts: ContactCipher;
  /** null: no online payment is offered. */
  readonly payments: Payments | null;
  /** How long an order waits for its online payment. */
  readonly payWithinMs: number;
  readonly signInCodes: SignInCodes;
  /** Signs what an operator is asked to confirm. */
  readonly confirmationKey: Uint8Array;
  /** null: nothing is pushed. */
  readonly push: { readonly guard: EndpointGuard } | null;
  /** By which customers are told, where their links lead, and whom to wake when a message waits. */
  readonly messages: { readonly channels: ReadonlySet<ChannelName>; readonly links: MessageLinks; poke(): void };
  /** Told that a mail waits; null where no mail is sent. */
  readonly mailSender: Pick<Job, "poke"> | null;
}
