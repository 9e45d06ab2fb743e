/**
 * A drawing of the icon set (lucide), imported one by one: `import Check from "lucide-react/icons/check"`, `<Icon of={Check} />`. It is as
 * large as the text around it and never read out: what it means is said by the word beside it, or by the label of the button that it is in.
 */
import type { ComponentType, SVGProps } from "react";

export type Drawing = ComponentType<SVGProps<SVGSVGElement>>;

export interface IconProps {
  readonly of: Drawing;
  readonly size?: "normal" | "large";
  /** It points along the line: turned round in a text from right to left. */
  readonly isAlong?: boolean;
}

export function Icon({ of: Drawn, size = "normal", isAlong = false }: IconProps) {
  const names = ["icon", size === "large" ? "icon-large" : "", isAlong ? "icon-along" : ""];
  return <Drawn className={names.filter(Boolean).join(" ")} aria-hidden="true" focusable="false" />;
}
