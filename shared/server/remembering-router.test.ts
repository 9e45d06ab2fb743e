import { expect, test } from "vitest";
import { createApp } from "./mount.ts";
import { RememberingRouter } from "./remembering-router.ts";

test("a path that was requested before gets its own parameters, whatever came in between", async () => {
  const app = createApp();
  app.get("/v1/stores/:store_id/menu", (c) => c.text(c.req.param("store_id")));
  app.post("/v1/orders/quote", (c) => c.text("quote"));
  app.get("/v1/orders/:order_id", (c) => c.text(`order ${c.req.param("order_id")}`));
  const get = async (path: string) => (await app.request(path)).text();
  for (let round = 0; round < 2; round++) {
    expect(await get("/v1/stores/one/menu")).toBe("one");
    expect(await get("/v1/stores/two/menu?a=1")).toBe("two");
    expect(await get("/v1/orders/x")).toBe("order x");
    expect(await (await app.request("/v1/orders/quote", { method: "POST" })).text()).toBe("quote");
    expect((await app.request("/v1/stores/one/menu", { method: "POST" })).status).toBe(404);
    expect((await app.request("/nowhere")).status).toBe(404);
  }
});

test("more paths than it remembers are all still found", () => {
  const router = new RememberingRouter<string>();
  router.add("GET", "/s/:id", "handler");
  for (let i = 0; i < 2_000; i++) {
    const [handlers] = router.match("GET", `/s/${i}`);
    expect(handlers.map(([handler]) => handler)).toEqual(["handler"]);
  }
});
