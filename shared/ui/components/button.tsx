/**
 * The one button. `primary`: the next act of the task, at most one in view; `danger`: what cannot be taken back.
 * `isPending`: takes no press for the moment, and keeps its look; `busy`: the same, with the words for what is under way.
 * A plain element, so that a first view needs no library for it.
 */
import LoaderCircle from "lucide-react/icons/loader-circle";
import { type ComponentProps, type MouseEvent, type PointerEvent, useRef } from "react";
import { type Drawing, Icon } from "./icon.tsx";
import "./button.css";

export interface ButtonLook {
  /** `secondary` is `plain` by the name that it has in other systems. */
  readonly look?: "primary" | "plain" | "secondary" | "quiet" | "danger";
  readonly size?: "normal" | "large";
  readonly wide?: boolean;
  /** In front of the words. A button that has nothing else needs an `aria-label`. */
  readonly icon?: Drawing;
}

export interface ButtonProps extends ButtonLook, Omit<ComponentProps<"button">, "disabled" | "onClick"> {
  readonly isDisabled?: boolean;
  readonly isPending?: boolean;
  /** "Sending …": shown instead of the content while it is under way. */
  readonly busy?: string | null;
  onPress?(): void;
  /** Leaves the focus where it is: a key of a pad that is typed on by hand. */
  readonly preventFocusOnPress?: boolean;
}

export function Button(props: ButtonProps) {
  const { look = "plain", size = "normal", wide = false, icon, busy = null, isPending = false, isDisabled = false } = props;
  const {
    className = "",
    children,
    onPress,
    preventFocusOnPress = false,
    type = "button",
    onPointerDown,
    onMouseDown,
    ...rest
  } = omitLook(props);
  const press = usePress(onPress);
  const isBusy = isPending || busy !== null;
  const names = [
    "button",
    `button-${look}`,
    size === "large" ? "button-large" : "",
    isBusy ? "button-pending" : "",
    wide ? "button-wide" : "",
    icon && children === undefined ? "button-icon" : "",
    className,
  ];
  return (
    <button
      {...rest}
      type={type}
      disabled={isDisabled || isBusy}
      {...(busy === null ? {} : { "aria-busy": true })}
      className={names.filter(Boolean).join(" ")}
      onPointerDown={(event) => {
        press.begin(event);
        onPointerDown?.(event);
      }}
      onMouseDown={(event) => {
        if (preventFocusOnPress) event.preventDefault();
        onMouseDown?.(event);
      }}
      onClick={press.end}
    >
      {busy === null ? (
        <>
          {icon ? <Icon of={icon} /> : null}
          {children}
        </>
      ) : (
        <>
          <span className="button-turning">
            <Icon of={LoaderCircle} />
          </span>
          {busy}
        </>
      )}
    </button>
  );
}

function omitLook({ look: _l, size: _s, wide: _w, icon: _i, busy: _b, isPending: _p, isDisabled: _d, ...rest }: ButtonProps) {
  return rest;
}

/**
 * A press begins and ends on the same button. Pitfall: a click of a finger goes to whatever lies under it when it is lifted, also to a
 * button that has come there in the meantime. A click without a pointer is a key's or a screen reader's.
 */
export function usePress(onPress: (() => void) | undefined) {
  const isBegun = useRef(false);
  return {
    begin(event: Pick<PointerEvent, "button">) {
      isBegun.current = event.button === 0;
    },
    end(event: MouseEvent) {
      const { pointerType = "" } = event.nativeEvent as { readonly pointerType?: string };
      const isOurs = isBegun.current || pointerType === "";
      isBegun.current = false;
      if (isOurs) onPress?.();
    },
  };
}
