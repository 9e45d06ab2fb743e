/** How a customer signs in: by a code that is sent to their e-mail address. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id } from "../domain/kernel/ids.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { Email, FirstName } from "./customers.ts";

export const requestSignInCode = contract({
  method: "post",
  path: "/v1/sign-in/codes",
  summary: "Sends a code of six digits to an e-mail address",
  description:
    "The response is the same whether or not the address is known. Send its `challenge_id` with the code: tries are counted for it alone, and it stands whatever codes others ask for. When many ask for one address, the code has twelve digits, and one mail an hour serves all of them.",
  access: { anonymous: true, store: "none" },
  refuses: ["sign_in.unavailable", "request.rate_limited"],
  request: { body: jsonBody(z.strictObject({ email: Email }).openapi("SignInCodeRequest")) },
  responses: {
    202: json(
      z.object({ challenge_id: Id, expires_in_s: z.number().int(), tries: z.number().int() }).openapi("SignInCodeSent"),
      "The code is on its way; for how long it is good, and for how many tries",
    ),
  },
});

export const SignInRequest = z
  .strictObject({
    /** From the response that said that the code was sent. */
    challenge_id: Id,
    email: Email,
    code: z.string().regex(/^(\d{6}|\d{12})$/, "the six or twelve digits of the mail"),
    /** For a new customer; a known one keeps their name. */
    first_name: FirstName.nullable().default(null),
    /** COOKIE, for a browser: the token goes into an HttpOnly cookie and is not in the response. */
    session: z.enum(["TOKEN", "COOKIE"]).default("TOKEN"),
  })
  .openapi("SignInRequest");
export type SignInRequest = z.infer<typeof SignInRequest>;

export const SignInResponse = z
  .object({
    user_id: Id,
    first_name: z.string().nullable(),
    /** The address was new: the customer was created just now. */
    is_new: z.boolean(),
    /** null when the session is in the cookie. */
    token: z.string().nullable(),
    expires_at: Timestamp,
  })
  .openapi("SignedIn");
export type SignInResponse = z.infer<typeof SignInResponse>;

export const signInByCode = contract({
  method: "post",
  path: "/v1/sign-in",
  summary: "Signs a customer in by the code, and makes the customer if the address is new",
  access: { anonymous: true, store: "none" },
  refuses: ["auth.forbidden", "request.rate_limited", "sign_in.code_wrong", "sign_in.unavailable"],
  request: { body: jsonBody(SignInRequest) },
  responses: { 200: json(SignInResponse, "Signed in; with COOKIE the response sets the cookie") },
});
