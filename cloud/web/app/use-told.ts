/**
 * Whether this device is told: of the account's orders, or of one order of a guest. What it was told before is said to the server again
 * whenever it is shown, so that neither has to trust the other's memory.
 */
import type { PushSubscriptionResponse } from "@crema/shared/contract/push-subscriptions";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type CustomerApi, useCustomerApi } from "../service-api.ts";
import { type OwnSubscription, type Told, useThisDevice } from "./this-device.ts";

/** Of the account of this customer, or of this order. */
export type TellsOf = { readonly user_id: string } | { readonly order_id: string };

/** The person was asked and has not allowed it. */
export class NotAllowed extends Error {}
/** The browser has no way to its push service. */
export class NoPushService extends Error {}

export const ACCOUNT_PATH = "/v1/push-subscriptions";
export const pathOf = (of: TellsOf): string => ("order_id" in of ? `/v1/orders/${of.order_id}/push-subscriptions` : ACCOUNT_PATH);

const LANGUAGES = ["en", "de", "es"] as const;

export function useTold(of: TellsOf) {
  const api = useCustomerApi();
  const device = useThisDevice();
  const queries = useQueryClient();
  const { locale } = usePorts();
  const path = pathOf(of);
  const owner = "user_id" in of ? of.user_id : null;
  const stateKey = ["told", path, owner];
  const publicKey = useQuery({
    queryKey: ["push-key"],
    queryFn: async () => (await unwrap(api.v1["push-key"].$get())).public_key,
    staleTime: Number.POSITIVE_INFINITY,
  }).data;

  const others = async () => (await device.told()).filter((one) => one.path !== path);
  const subscribe = async (key: string): Promise<void> => {
    const own = await device.subscribe(key).catch((error: unknown) => {
      throw new NoPushService("no subscription", { cause: error });
    });
    const language = LANGUAGES.find((one) => locale.toLowerCase().startsWith(one)) ?? null;
    const { subscription_id } = await tell(api, of, { ...own, language });
    await device.setTold([...(await others()), { path, subscription_id, user_id: owner }]);
  };
  /** Drops what does not hold any more: another customer's, or an order that is over. */
  const readState = async (key: string): Promise<boolean> => {
    const known = (await device.told()).find((one) => one.path === path);
    if (!known || device.reach() !== "can") return false;
    try {
      if (known.user_id !== owner) throw new NotAllowed("somebody else's");
      await subscribe(key);
      return true;
    } catch (error) {
      if (!(error instanceof NotAllowed || error instanceof NoPushService || isRefusal(error))) throw error;
      if (!isRefusal(error) || error.settled) await device.setTold(await others());
      return false;
    }
  };
  const isTold = useQuery({
    queryKey: stateKey,
    queryFn: () => readState(publicKey ?? ""),
    enabled: typeof publicKey === "string" && device.reach() !== "unsupported" && device.reach() !== "install-first",
    staleTime: Number.POSITIVE_INFINITY,
  });

  const start = useMutation({
    mutationFn: async () => {
      if (!publicKey || !(await device.askPermission())) throw new NotAllowed("not allowed");
      await subscribe(publicKey);
    },
    onSuccess: () => {
      queries.setQueryData(stateKey, true);
      void queries.invalidateQueries({ queryKey: ["told-by"] });
    },
  });
  const stop = useMutation({
    mutationFn: async () => {
      const known = (await device.told()).find((one) => one.path === path);
      if (known) await untell(api, of, known);
      const left = await others();
      await device.setTold(left);
      if (left.length === 0) await device.unsubscribe();
    },
    onSuccess: () => {
      start.reset();
      queries.setQueryData(stateKey, false);
      void queries.invalidateQueries({ queryKey: ["told-by"] });
    },
  });
  return { isOffered: typeof publicKey === "string", reach: device.reach(), isTold: isTold.data ?? false, start, stop };
}

function tell(
  api: CustomerApi,
  of: TellsOf,
  json: OwnSubscription & { language: (typeof LANGUAGES)[number] | null },
): Promise<PushSubscriptionResponse> {
  return "order_id" in of
    ? unwrap(api.v1.orders[":order_id"]["push-subscriptions"].$post({ param: { order_id: of.order_id }, json }))
    : unwrap(api.v1["push-subscriptions"].$post({ json }));
}

async function untell(api: CustomerApi, of: TellsOf, { subscription_id }: Told): Promise<void> {
  if ("order_id" in of)
    await unwrap(
      api.v1.orders[":order_id"]["push-subscriptions"][":subscription_id"].$delete({ param: { order_id: of.order_id, subscription_id } }),
    );
  else await unwrap(api.v1["push-subscriptions"][":subscription_id"].$delete({ param: { subscription_id } }));
}
