/**
 * Where an operation at the payment provider can go from each state, as a total table: a new state does not compile without its row.
 * DONE: the provider did it, or a reading shows that it is so. REFUSED: the provider says no for good. DROPPED: the order asks for
 * it no longer; what a call had done all the same is found by reading.
 */
export type OperationState = "OPEN" | "DONE" | "REFUSED" | "DROPPED";

/*
 *                       it is so
 *  committed ──▶ OPEN ─────────────▶ DONE
 *                │ ▲ │  says no
 *      asked for │ │ └─────────────▶ REFUSED
 *      no longer │ │
 *                ▼ │ asked for again, under a new key
 *               DROPPED
 *
 *  While it is OPEN it is due, then leased to the node that calls the provider, and due again when that brought no outcome: under the
 *  same key, or under a new one where a reading shows that nothing was done under the old.
 */
export const MAY_BECOME: Readonly<Record<OperationState, Readonly<Record<OperationState, boolean>>>> = {
  OPEN: { OPEN: false, DONE: true, REFUSED: true, DROPPED: true },
  DONE: { OPEN: false, DONE: false, REFUSED: false, DROPPED: false },
  REFUSED: { OPEN: false, DONE: false, REFUSED: false, DROPPED: false },
  DROPPED: { OPEN: true, DONE: false, REFUSED: false, DROPPED: false },
};
