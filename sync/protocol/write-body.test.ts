import { expect, test } from "vitest";
import { withOrigin } from "./write-body.ts";

test("[U8] what is re-logged a second time says so once: by the disk that it comes from now", () => {
  const first = withOrigin('{"v":5,"type":"order.started"}', { epoch: 1, seq: 7, is_applied: true });
  const second = withOrigin(first, { epoch: 2, seq: 3, is_applied: false });
  expect(second.match(/"relogged"/g)).toHaveLength(1);
  expect(JSON.parse(second)).toEqual({ v: 5, type: "order.started", relogged: { epoch: 2, seq: 3, is_applied: false } });
});
