/**
 * The receipt as a code for the guest's phone. The whole text is in it, so that it works with no network at all, and nothing of the guest
 * is asked or stored.
 */
import { Button } from "@crema/ui/components/button.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import QrCodeIcon from "lucide-react/icons/qr-code";
import { useEffect, useRef, useState } from "react";
import { QrCode } from "../qr-code.tsx";

/** More does not fit into a code that a phone reads off a screen. */
const MOST_BYTES = 1_800;

/** Nothing where the receipt is too long for it. */
export function ReceiptQr({ text }: { readonly text: string }) {
  const t = useWords();
  const [isShown, setShown] = useState(false);
  const code = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isShown) code.current?.scrollIntoView({ block: "nearest" });
  }, [isShown]);
  const short = shortened(text);
  if (new TextEncoder().encode(short).byteLength > MOST_BYTES) return null;
  return (
    <div className="receipt-qr" ref={code}>
      <Button icon={QrCodeIcon} aria-pressed={isShown} onPress={() => setShown(!isShown)}>
        {t(isShown ? "pos.receipt.hide_qr" : "pos.receipt.show_qr")}
      </Button>
      {isShown ? (
        <>
          <QrCode text={short} label={t("pos.receipt.qr")} />
          <p className="small soft">{t("pos.receipt.qr_how")}</p>
        </>
      ) : null}
    </div>
  );
}

/** Without the spaces that set it in columns: every character makes the code finer. */
const shortened = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trim().replaceAll(/ {2,}/g, "  "))
    .join("\n");
