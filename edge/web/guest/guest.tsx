/** From a scanned sheet to a number: the menu and what is chosen of it, or the ticket that waits at the counter. */
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Choosing } from "./choosing.tsx";
import { useGuestApi, useSheet } from "./guest-api.ts";
import { Held } from "./held.tsx";
import { Trouble } from "./trouble.tsx";
import "./guest.css";

const TOKEN = "crema.guest.ticket";
const REREAD_MS = 15_000;

export function Guest() {
  const { storage } = usePorts();
  const [token, setToken] = useState(() => storage.get(TOKEN));
  const keep = (held: string | null) => {
    if (held === null) storage.remove(TOKEN);
    else storage.set(TOKEN, held);
    setToken(held);
  };
  return token === null ? <Scanned onHeld={keep} /> : <Held token={token} onLeave={() => keep(null)} />;
}

function Scanned({ onHeld }: { onHeld(token: string): void }) {
  const api = useGuestApi();
  const t = useWords();
  const sheet = useSheet();
  const isScanned = sheet["store-code"] !== "";
  const store = useQuery({
    queryKey: ["store", sheet["store-code"]],
    queryFn: () => unwrap(api.v1.guest.store.$get({ header: sheet })),
    enabled: isScanned,
    refetchInterval: (query) => (isRefusal(query.state.error, "guest.code_unknown", "request.invalid") ? false : REREAD_MS),
  });
  const menu = useQuery({
    queryKey: ["menu"],
    queryFn: () => unwrap(api.v1.guest.menu.$get()),
    enabled: store.data !== undefined,
    refetchInterval: REREAD_MS,
  });
  const isRefused = isRefusal(store.error, "guest.code_unknown", "request.invalid");
  if (!isScanned || isRefused || !store.data || !menu.data) {
    return (
      <main className="guest">
        <h1>{t("guest.page_title")}</h1>
        {isScanned ? <Trouble error={store.error ?? menu.error} /> : <p className="note">{t("guest.no_code")}</p>}
        {isScanned && !store.error && !menu.error ? <p role="status">{t("guest.loading")}</p> : null}
      </main>
    );
  }
  return <Choosing store={store.data} menu={menu.data} away={store.error ?? menu.error} onHeld={onHeld} />;
}
