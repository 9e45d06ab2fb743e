/** A provider whose calls under way are counted, so that a world's time waits for them. */
import type { PaymentProvider } from "@crema/cloud/payments/provider";

export function counted(provider: PaymentProvider): { provider: PaymentProvider; isBusy: () => boolean } {
  let underWay = 0;
  const counting =
    <Asked extends unknown[], T>(call: (...asked: Asked) => Promise<T>) =>
    async (...asked: Asked): Promise<T> => {
      underWay += 1;
      try {
        return await call(...asked);
      } finally {
        underWay -= 1;
      }
    };
  return {
    provider: {
      ...provider,
      createIntent: counting(provider.createIntent),
      readIntent: counting(provider.readIntent),
      capture: counting(provider.capture),
      cancel: counting(provider.cancel),
      refund: counting(provider.refund),
      readDispute: counting(provider.readDispute),
      disputesOf: counting(provider.disputesOf),
      listIntents: counting(provider.listIntents),
      undelivered: counting(provider.undelivered),
    },
    isBusy: () => underWay > 0,
  };
}
