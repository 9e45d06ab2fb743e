/** How a store gets its box: IT makes a code, the box enrols with it. */

import { createEnrollCode } from "@crema/shared/contract/enrolment";
import { enroll } from "@crema/shared/contract/sync";
import { addressOf } from "@crema/shared/server/client-address";
import type { Mount } from "@crema/shared/server/mount";
import { ed25519Key } from "../auth/box-session.ts";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountEnrolmentRoutes(mount: Mount, deps: RouteDeps): void {
  const { commands } = deps;

  mount(createEnrollCode, async (c) => {
    const { store_id } = c.req.valid("param");
    const made = await commands.createEnrollCode(store_id, c.req.valid("json").replace ?? false);
    return made.ok ? c.json({ store_id, ...made.value }, 201) : refused(made.refusal);
  });

  mount(enroll, async (c) => {
    const limited = await deps.limiter.enroll(addressOf(c, deps.trustedProxies));
    if (limited) return refused(limited);
    const { code, public_key, protocol_version = null, store_id = null } = c.req.valid("json");
    if (!ed25519Key(public_key)) {
      const message = "an Ed25519 public key, SPKI in base64url";
      return refused({ code: "request.invalid", detail: `/public_key: ${message}`, fields: [{ field: "/public_key", message }] });
    }
    const enrolled = await commands.enroll({ code, publicKey: public_key, protocolVersion: protocol_version, storeId: store_id });
    return enrolled.ok ? c.json(enrolled.value, 201) : refused(enrolled.refusal);
  });
}
