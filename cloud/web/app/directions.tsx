/** The way to a store, in the map that the device has: a link, so nothing is fetched from there before it is followed. */
import type { StoreSummary } from "@crema/shared/contract/stores";
import { Icon } from "@crema/ui/components/icon.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import Navigation from "lucide-react/icons/navigation";

const MAP = "https://www.google.com/maps/dir/?api=1&destination=";

export function Directions({ store }: { store: Pick<StoreSummary, "name" | "address"> }) {
  const t = useWords();
  if (store.address === "") return null;
  return (
    <a
      className="text-link"
      href={MAP + encodeURIComponent(`${store.name}, ${store.address}`)}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={t("stores.directions_to", { store: store.name })}
    >
      <Icon of={Navigation} /> {t("stores.directions")}
    </a>
  );
}
