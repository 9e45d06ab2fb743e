/** Everything that must hold of a menu before it is stored or published: what the rows say by themselves, and that their pictures are here. */
import type { FieldFault } from "@crema/shared/domain/kernel/errors";
import type { MenuRows } from "@crema/shared/domain/menu/menu-rows";
import { picturesOf } from "@crema/shared/domain/menu/picture";
import { checkMenu } from "@crema/shared/domain/menu/publish";
import type { TaxRules } from "@crema/shared/domain/store/profile";
import type pg from "pg";
import { namePictures } from "../db/pictures.ts";

/** `tax`: as for checkMenu. Its pictures count as named from this commit on. */
export async function menuFaults(client: pg.ClientBase, rows: MenuRows, tax: TaxRules | null, at: string): Promise<FieldFault[]> {
  const known = await namePictures(client, picturesOf(rows), at);
  const unknown = rows.items.flatMap(({ picture }, i) =>
    picture === undefined || known.has(picture) ? [] : [{ field: `/items/${i}/picture`, message: "is no picture that was uploaded" }],
  );
  return [...checkMenu(rows, tax), ...unknown];
}
