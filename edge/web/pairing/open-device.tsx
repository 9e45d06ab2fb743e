/** Makes this browser the device whose token a link has brought, and goes to the device's screen. */
import type { DeviceKind } from "@crema/shared/domain/staff/actor";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { BOX, useStoreApi } from "../store-api.ts";

const SCREEN_OF: Readonly<Record<DeviceKind, string>> = { pos: "/pos", barista: "/barista", board: "/board", console: "/" };

export function OpenDevice({ token }: { token: string }) {
  const t = useWords();
  const api = useStoreApi();
  const { replaceWith } = usePorts();
  const { mutate, error } = useMutation({
    mutationFn: () => unwrap(api.v1.me.device.$post({}, { headers: { authorization: `Bearer ${token}` } })),
    onSuccess: ({ kind }) => replaceWith(SCREEN_OF[kind]),
  });
  useEffect(() => mutate(), [mutate]);
  return <main className="landing">{error ? <ProblemNote error={error} server={BOX} /> : <p>{t("pairing.signing_in")}</p>}</main>;
}
