/** What a device sees at the box's address: how to be paired, or, once it is, its screen and how to pair others. */
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Brand } from "@crema/ui/components/brand.tsx";
import { LanguageChoice } from "@crema/ui/components/language-choice.tsx";
import { LinkBanner } from "@crema/ui/components/link-banner.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { logoOf, useStoreLook } from "@crema/ui/use-store-look.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useQuery } from "@tanstack/react-query";
import { BOX, useStoreApi } from "../store-api.ts";
import { useMe } from "../use-me.ts";
import { Approve } from "./approve.tsx";
import { AskToBeLetIn } from "./ask-to-be-let-in.tsx";
import { GuestSheet } from "./guest-sheet.tsx";
import { SCREENS } from "./screens.ts";
import "./landing.css";

const LINK_POLL_MS = 2_000;

export function Landing() {
  const t = useWords();
  const api = useStoreApi();
  const { search } = usePorts();
  const me = useMe();
  const link = useQuery({ queryKey: ["link"], queryFn: () => unwrap(api.v1.link.$get()), refetchInterval: LINK_POLL_MS });
  useStoreLook(link.data?.look);
  const isStranger = isRefusal(me.error, "auth.required", "auth.revoked");
  const device = me.data?.device ?? null;
  const code = new URLSearchParams(search).get("approve");
  return (
    <>
      <LinkBanner link={link.data ?? null} stream={{ name: "live" }} />
      <main className="landing">
        <div className="landing-head">
          <Brand hasWord logo={logoOf(link.data?.look)} />
          <LanguageChoice />
        </div>
        <h1>{link.data?.store_name ?? "Crema"}</h1>
        {isStranger ? null : <ProblemNote error={me.error ?? link.error} server={BOX} />}
        {isStranger && code ? <p className="note note-warn">{t("pairing.stranger.use_paired")}</p> : null}
        {isStranger ? <AskToBeLetIn /> : null}
        {device ? (
          <>
            <p>{t("pairing.this_device", { name: device.name })}</p>
            <ul className="landing-screens">
              {SCREENS.map(({ kind, path }) => (
                <li key={path} className={kind === device.kind ? "landing-own" : ""}>
                  <a href={path}>
                    <strong>{t(`pairing.screen.${kind}`)}</strong>
                    <span>{t(`pairing.screen.${kind}.about`)}</span>
                  </a>
                </li>
              ))}
            </ul>
            <Approve firstCode={code ?? ""} />
            {device.kind === "pos" || device.kind === "console" ? <GuestSheet /> : null}
          </>
        ) : null}
        {me.isPending ? <p role="status">{t("pairing.checking")}</p> : null}
      </main>
    </>
  );
}
