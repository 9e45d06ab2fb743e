/** Actions that are always in reach on the till, next to the ticket. */
import { Brand } from "@crema/ui/components/brand.tsx";
import { Button } from "@crema/ui/components/button.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import Ellipsis from "lucide-react/icons/ellipsis";
import LogOut from "lucide-react/icons/log-out";
import VolumeX from "lucide-react/icons/volume-x";
import { useMe } from "../use-me.ts";
import "./till-bar.css";

export interface TillBarProps {
  readonly storeName: string;
  readonly staffName: string;
  /** Of the store; null: Crema's mark. */
  readonly logo: string | null;
  readonly held: number;
  readonly refundRequests: number;
  /** Orders of earlier days that somebody has to finish or cancel. */
  readonly leftOpen: number;
  readonly muteBoards: number;
  /** While the outcome of the ticket's order is not known, no other ticket takes its place. */
  readonly isLocked: boolean;
  onSoldOut(): void;
  onOrders(): void;
  onHeld(): void;
  onRefundRequests(): void;
  onLeftOpen(): void;
  onMuteBoards(): void;
  onDrawer(): void;
  onMore(): void;
  onSignOut(): void;
}

export function TillBar(props: TillBarProps) {
  const t = useWords();
  const { storeName, staffName, logo, held, refundRequests, leftOpen, muteBoards, isLocked } = props;
  // A store without cash has no drawer; its day is ended there.
  const isCashFree = useMe().data?.is_cash_free ?? false;
  const { onSoldOut, onOrders, onHeld, onRefundRequests, onLeftOpen, onMuteBoards, onDrawer, onMore, onSignOut } = props;
  return (
    <header className="till-bar">
      <Brand logo={logo} />
      <h1 className="till-store">{storeName}</h1>
      <nav className="till-tools" aria-label={t("pos.title")}>
        <Button aria-keyshortcuts="F4" onPress={onOrders}>
          {t("pos.orders.title")}
        </Button>
        <Button isDisabled={isLocked} onPress={onHeld}>
          {t("pos.bar.held", { count: held })}
        </Button>
        {refundRequests > 0 ? (
          <Button className="till-asked" onPress={onRefundRequests}>
            {t("pos.bar.requests", { count: refundRequests })}
          </Button>
        ) : null}
        {leftOpen > 0 ? (
          <Button className="till-asked" onPress={onLeftOpen}>
            {t("pos.bar.left_open", { count: leftOpen })}
          </Button>
        ) : null}
        {muteBoards > 0 ? (
          <Button className="till-asked" icon={VolumeX} onPress={onMuteBoards}>
            {t("pos.bar.mute_boards", { count: muteBoards })}
          </Button>
        ) : null}
        <Button onPress={onDrawer}>{t(isCashFree ? "pos.drawer.day" : "pos.drawer.title")}</Button>
        <Button onPress={onSoldOut}>{t("pos.sold_out.title")}</Button>
        <Button icon={Ellipsis} aria-label={t("pos.more.title")} onPress={onMore} />
        <Button icon={LogOut} aria-label={t("pos.bar.sign_out", { name: staffName })} onPress={onSignOut}>
          {staffName}
        </Button>
      </nav>
    </header>
  );
}
