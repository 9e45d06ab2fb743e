/** A board whose browser waits for a touch before it lets it sound: the till says so, and how it is mended. */
import { english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { openScreen } from "./browser.ts";
import { openForFile } from "./open-for-file.ts";
import { openStoreWithMenu } from "./store-with-menu.ts";
import { looksRight, openTill } from "./till.ts";

const store = openForFile(openStoreWithMenu);

test("the till says which board has no sound, until somebody has touched it, and when it is mute again", async () => {
  const till = await openTill(store);
  const board = await openScreen(store.browser, { url: store.url, cookies: await store.cookies("board") });
  await board.page.goto("/board");
  await board.page.getByText(t("store.sound.touch")).waitFor();
  const said = till.button(t("pos.bar.mute_boards", { count: 1 }));
  await said.waitFor();
  await looksRight(till, "pos-mute-board");
  await said.tap();
  await till.sheet.getByText("board 1", { exact: true }).waitFor();
  await looksRight(till, "pos-mute-board-how");
  await board.page.getByRole("heading").first().tap();
  await till.sheet.getByText(t("pos.mute.none")).waitFor();
  await till.page.keyboard.press("Escape");
  await said.waitFor({ state: "detached" });
  await board.page.reload();
  await said.waitFor();
  await board.context.close();
  await said.waitFor({ state: "detached" });
  expect([...till.faults, ...board.faults]).toEqual([]);
  await till.context.close();
});
