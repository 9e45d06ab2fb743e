/** How long an order took lately, from when it came to when it was ready: what the bar tells a guest who asks. */
import type { OrderResource } from "@crema/shared/contract/orders";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Icon } from "@crema/ui/components/icon.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useQuery } from "@tanstack/react-query";
import Timer from "lucide-react/icons/timer";
import { useStoreApi } from "../store-api.ts";
import { averageMs } from "./average-ms.ts";

const REREAD_MS = 60_000;

export function AverageTime({ boxNow }: { boxNow: number }) {
  const t = useWords();
  const api = useStoreApi();
  const { minutes } = useFormat();
  const { data } = useQuery({
    queryKey: ["average"],
    queryFn: () => unwrap(api.v1.orders.$get({ query: {} })),
    refetchInterval: REREAD_MS,
  });
  const average = averageMs((data?.orders ?? []) as readonly OrderResource[], boxNow);
  if (average === null) return null;
  return (
    <span className="barista-average">
      <Icon of={Timer} /> <b className="number">{minutes(average)}</b> <span className="wide-only soft">{t("queue.on_average")}</span>
    </span>
  );
}
