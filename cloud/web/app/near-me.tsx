/** Where the guest is, asked for by a touch and by nothing else: it stays in this view, and goes to no server and no storage. */
import type { StoreLocation } from "@crema/shared/domain/store/location";
import { Button } from "@crema/ui/components/button.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import LocateFixed from "lucide-react/icons/locate-fixed";
import { type ReactNode, useState } from "react";
import { useThisDevice } from "./this-device.ts";

type Asked = { readonly is: "not yet" | "asking" | "refused" } | { readonly is: "known"; readonly place: StoreLocation };

/** null: it is not known. With what asks for it, or says what came of that. */
export function useNearMe(): [StoreLocation | null, ReactNode] {
  const t = useWords();
  const { findPlace } = useThisDevice();
  const [asked, setAsked] = useState<Asked>({ is: "not yet" });
  const ask = () => {
    setAsked({ is: "asking" });
    findPlace().then(
      (place) => setAsked({ is: "known", place }),
      () => setAsked({ is: "refused" }),
    );
  };
  const control = (
    <div className="near-me">
      <Button icon={LocateFixed} busy={asked.is === "asking" ? t("stores.finding") : null} onPress={ask}>
        {t("stores.near_me")}
      </Button>
      <span role="status" className="small soft">
        {asked.is === "refused" ? t("stores.not_found_you") : asked.is === "known" ? t("stores.nearest_first") : ""}
      </span>
    </div>
  );
  return [asked.is === "known" ? asked.place : null, control];
}
