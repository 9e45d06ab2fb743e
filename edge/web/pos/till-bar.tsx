/** What is always in reach on the till besides the ticket. */
import { Button } from "@crema/ui/components/button.tsx";
import { ToggleButton } from "react-aria-components/ToggleButton";
import "./till-bar.css";

export interface TillBarProps {
  readonly storeName: string;
  readonly staffName: string;
  readonly held: number;
  readonly refundRequests: number;
  readonly marking: boolean;
  /** While the outcome of the ticket's order is not known, no other ticket takes its place. */
  readonly isLocked: boolean;
  onMarking(marking: boolean): void;
  onOrders(): void;
  onHeld(): void;
  onRefundRequests(): void;
  onDrawer(): void;
  onSignOut(): void;
}

export function TillBar(props: TillBarProps) {
  const {
    storeName,
    staffName,
    held,
    refundRequests,
    marking,
    isLocked,
    onMarking,
    onOrders,
    onHeld,
    onRefundRequests,
    onDrawer,
    onSignOut,
  } = props;
  return (
    <header className="till-bar">
      <h1 className="till-store">{storeName}</h1>
      <nav className="till-tools" aria-label="Till">
        <Button aria-keyshortcuts="F4" onPress={onOrders}>
          Orders
        </Button>
        <Button isDisabled={isLocked} onPress={onHeld}>
          {held > 0 ? `On hold (${held})` : "On hold"}
        </Button>
        {refundRequests > 0 ? (
          <Button className="till-asked" onPress={onRefundRequests}>
            Refunds asked for ({refundRequests})
          </Button>
        ) : null}
        <Button onPress={onDrawer}>Drawer</Button>
        <ToggleButton className="button till-marking" isSelected={marking} onChange={onMarking}>
          Sold out
        </ToggleButton>
        <Button aria-label={`Sign ${staffName} out`} onPress={onSignOut}>
          {staffName} ⏏
        </Button>
      </nav>
    </header>
  );
}
