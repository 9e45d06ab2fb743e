/** How the guest's screen is opened: on this machine's second screen, or on a tablet that joins this till by a code. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { QrCode } from "../qr-code.tsx";
import { BOX, useStoreApi } from "../store-api.ts";
import { ME, useMe } from "../use-me.ts";
import "./customer-sheet.css";

const PATH = "/pos/customer";

export function CustomerSheet({ onClose }: { onClose(): void }) {
  const t = useWords();
  const api = useStoreApi();
  const queries = useQueryClient();
  const { origin } = usePorts();
  const hasTablet = useMe().data?.has_customer_screen ?? false;
  const reread = () => queries.invalidateQueries({ queryKey: ME });
  const at = api.v1["customer-screen"];
  const invite = useMutation({ mutationFn: () => unwrap(at.codes.$post({ json: {} })), onSuccess: reread });
  const end = useMutation({ mutationFn: () => unwrap(at.end.$post({ json: {} })), onSuccess: reread });
  return (
    <Sheet
      title={t("pos.customer.title")}
      isOpen
      onClose={() => {
        void reread();
        onClose();
      }}
      problem={<ProblemNote error={invite.error ?? end.error} server={BOX} />}
    >
      <div className="customer-sheet">
        <section>
          <h3>{t("pos.customer.here")}</h3>
          <p className="soft">{t("pos.customer.here_how")}</p>
          <a className="button button-plain button-large" href={`${PATH}?here`} target="crema-customer">
            {t("pos.customer.open")}
          </a>
        </section>
        <section>
          <h3>{t("pos.customer.tablet")}</h3>
          {invite.data ? (
            <>
              <p>{t("pos.customer.tablet_how", { address: `${origin.replace(/^https?:\/\//, "")}${PATH}` })}</p>
              <p className="customer-sheet-code number">{invite.data.code}</p>
              <QrCode text={`${origin}${PATH}`} />
            </>
          ) : (
            <>
              <p className="soft">{t(hasTablet ? "pos.customer.joined" : "pos.customer.none")}</p>
              <div className="customer-sheet-acts">
                <Button size="large" isPending={invite.isPending} onPress={() => invite.mutate()}>
                  {t(hasTablet ? "pos.customer.another" : "pos.customer.code")}
                </Button>
                {hasTablet ? (
                  <Button size="large" look="danger" isPending={end.isPending} onPress={() => end.mutate()}>
                    {t("pos.customer.end")}
                  </Button>
                ) : null}
              </div>
            </>
          )}
        </section>
      </div>
    </Sheet>
  );
}
