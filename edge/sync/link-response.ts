/** How the link stands, as the box's screens and whoever looks after it are told. */
import type { BackupStatus, LinkResponse } from "@crema/shared/contract/link";
import type { Store } from "../store.ts";
import type { CloudLink } from "./cloud-link.ts";

/** `backup`: null where the box makes none by itself. */
export function linkResponse(store: Store, link: CloudLink, backup: BackupStatus | null): LinkResponse {
  const identity = store.queries.identity();
  const { head_seq, acked_seq } = store.tables.box.position();
  const { inbox_seq, menu_version, profile_version } = store.sync.log.position();
  return {
    ...link.status(),
    last_error: link.lastError(),
    store_id: identity?.store_id ?? null,
    store_name: store.tables.documents.profile()?.name ?? null,
    node_id: identity?.node_id ?? null,
    epoch: identity?.epoch ?? null,
    head_seq,
    acked_seq,
    inbox_seq,
    menu_version,
    profile_version,
    backup,
  };
}
