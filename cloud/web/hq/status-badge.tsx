/** Where an order stands: in a word, a colour and a sign. */
import type { OrderStatus } from "@crema/shared/domain/order/order";
import { Badge } from "@crema/ui/components/badge.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import Check from "lucide-react/icons/check";
import Clock from "lucide-react/icons/clock";
import Coffee from "lucide-react/icons/coffee";
import CreditCard from "lucide-react/icons/credit-card";
import PackageCheck from "lucide-react/icons/package-check";
import X from "lucide-react/icons/x";

const LOOKS = {
  PLACED: { tone: "info", icon: Clock },
  PAID: { tone: "info", icon: CreditCard },
  IN_PROGRESS: { tone: "warn", icon: Coffee },
  READY: { tone: "good", icon: PackageCheck },
  COMPLETED: { tone: "plain", icon: Check },
  CANCELLED: { tone: "bad", icon: X },
} as const;

export function StatusBadge({ status }: { status: OrderStatus }) {
  const t = useWords();
  return <Badge {...LOOKS[status]}>{t(`hq.status.${status}`)}</Badge>;
}
