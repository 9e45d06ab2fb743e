/** What a device sees that opens the box's address. */
import { ask, isRefusal } from "@crema/ui/api/ask.ts";
import { LinkBanner } from "@crema/ui/components/link-banner.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useQuery } from "@tanstack/react-query";
import { BOX, useStoreApi } from "../store-api.ts";
import { useMe } from "../use-me.ts";
import "./landing.css";

const SCREENS = [
  { path: "/pos", name: "Till", about: "Take orders and money" },
  { path: "/barista", name: "Queue", about: "Make what was ordered" },
  { path: "/board", name: "Board", about: "Show customers what is ready" },
] as const;

const LINK_POLL_MS = 2_000;

export function Landing() {
  const api = useStoreApi();
  const me = useMe();
  const link = useQuery({ queryKey: ["link"], queryFn: () => ask(api.v1.link.$get()), refetchInterval: LINK_POLL_MS });
  const isStranger = isRefusal(me.error, "auth.required", "auth.revoked", "auth.forbidden");
  return (
    <>
      <LinkBanner link={link.data ?? null} stream={{ name: "live" }} />
      <main className="landing">
        <h1>Crema</h1>
        {me.data?.device ? (
          <p>
            This is “{me.data.device.name}” of store {me.data.store_id}.
          </p>
        ) : null}
        {isStranger ? <p>This device is not paired with the store yet.</p> : <ProblemNote error={me.error ?? link.error} server={BOX} />}
        <ul className="landing-screens">
          {SCREENS.map(({ path, name, about }) => (
            <li key={path}>
              <a href={path}>
                <strong>{name}</strong>
                <span>{about}</span>
              </a>
            </li>
          ))}
        </ul>
      </main>
    </>
  );
}
