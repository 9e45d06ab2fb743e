/** Whether a phone can have it now. */
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";

export const isSoldNow = (item: MenuResponse["items"][number] | undefined): boolean =>
  item?.is_available === true && item.sold_next_at === undefined;
