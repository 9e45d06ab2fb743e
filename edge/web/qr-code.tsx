/** A QR code, dark on light in both colour schemes: many readers cannot read it inverted. */
import { useWords } from "@crema/ui/words/words-context.tsx";
import { encode } from "uqr";

/** `label`: where the text is too long to be read out. */
export function QrCode({ text, label }: { text: string; label?: string }) {
  const t = useWords();
  const { data, size } = encode(text, { border: 2 });
  const path = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return (
    <svg
      className="qr-code"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label ?? t("store.qr", { text })}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}
