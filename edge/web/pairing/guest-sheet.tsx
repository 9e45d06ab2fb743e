/** The sheet that guests scan: shown as it is printed, on paper or on a receipt's roll. A manager makes a new code, which ends the old sheets. */
import type { GuestSheet as Printed } from "@crema/shared/contract/guest-sheet";
import type { Language } from "@crema/shared/domain/store/profile";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { QrCode } from "../qr-code.tsx";
import { BOX, useStoreApi } from "../store-api.ts";
import "./guest-sheet.css";
import "../printed.css";

const SHEET = ["guest-sheet"] as const;
const LONGEST_PIN = 8;

/** Nothing where the box has no page for guests. */
export function GuestSheet() {
  const t = useWords();
  const api = useStoreApi();
  const sheet = useQuery({ queryKey: SHEET, queryFn: () => unwrap(api.v1["guest-sheet"].$get()) });
  const [isOpen, setIsOpen] = useState(false);
  if (!sheet.data || sheet.data.links.length === 0) return null;
  return (
    <>
      <Button onPress={() => setIsOpen(true)}>{t("pairing.sheet.title")}</Button>
      {isOpen ? <Shown sheet={sheet.data} onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}

function Shown({ sheet, onClose }: { readonly sheet: Printed; onClose(): void }) {
  const t = useWords();
  const { print } = usePorts();
  const [chosen, setChosen] = useState(0);
  const [isRenewing, setRenewing] = useState(false);
  const link = sheet.links[chosen] ?? sheet.links[0] ?? "";
  if (isRenewing) return <Renew onDone={() => setRenewing(false)} />;
  return (
    <Sheet
      title={t("pairing.sheet.title")}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={() => setRenewing(true)}>{t("pairing.sheet.new_code")}</Button>
          <Button look="primary" size="large" onPress={print}>
            {t("pairing.sheet.print")}
          </Button>
        </>
      }
    >
      <div className="landing-pair">
        {sheet.fault ? <p className="note note-bad">{t("pairing.sheet.fault", { fault: sheet.fault })}</p> : null}
        {sheet.links.length > 1 ? (
          <OneOf
            label={t("pairing.sheet.network")}
            choices={sheet.links.map((one, index) => ({ id: String(index), name: new URL(one).host }))}
            chosen={String(chosen)}
            onChoose={(id) => setChosen(Number(id))}
          />
        ) : null}
        <section className="guest-sheet printed" aria-label={t("pairing.sheet.preview")}>
          <h3>{sheet.store_name}</h3>
          {languagesOf(sheet.language).map((language) => (
            <p key={language} lang={language} className="guest-sheet-title">
              {WORDS[language].title}
            </p>
          ))}
          <QrCode text={link} />
          {languagesOf(sheet.language).map((language) => (
            <p key={language} lang={language}>
              {WORDS[language].how}
            </p>
          ))}
          <p className="guest-sheet-link">{link}</p>
        </section>
      </div>
    </Sheet>
  );
}

/** The store's own, and English for guests from elsewhere. */
const languagesOf = (own: Language): Language[] => (own === "en" ? ["en"] : [own, "en"]);

const WORDS: Readonly<Record<Language, { readonly title: string; readonly how: string }>> = {
  en: {
    title: "Order with your phone",
    how: "In our Wi-Fi: scan, choose, say your number at the counter, pay there.",
  },
  de: {
    title: "Mit dem Telefon bestellen",
    how: "In unserem WLAN: scannen, wählen, am Tresen die Nummer nennen, dort bezahlen.",
  },
  es: {
    title: "Pida con su teléfono",
    how: "En nuestra wifi: escanee, elija, diga su número en el mostrador y pague allí.",
  },
};

function Renew({ onDone }: { onDone(): void }) {
  const t = useWords();
  const api = useStoreApi();
  const queries = useQueryClient();
  const [pin, setPin] = useState("");
  const renew = useMutation({
    mutationFn: () => unwrap(api.v1["guest-sheet"].renew.$post({ json: { manager_pin: pin === "" ? null : pin } })),
    onSuccess: (sheet) => {
      queries.setQueryData(SHEET, sheet);
      onDone();
    },
    onSettled: () => setPin(""),
  });
  return (
    <Sheet title={t("pairing.renew.title")} isOpen onClose={onDone}>
      <div className="landing-pair">
        <p className="note note-warn">{t("pairing.renew.warning")}</p>
        <ProblemNote error={renew.error} server={BOX} />
        <NumberPad
          label={t("pairing.approve.pin")}
          isLabelled
          digits={pin}
          maxDigits={LONGEST_PIN}
          onDigits={(digits) => {
            renew.reset();
            setPin(digits);
          }}
          onDone={() => renew.mutate()}
          doneLabel={t("pairing.renew.action")}
          isDisabled={renew.isPending}
        />
      </div>
    </Sheet>
  );
}
