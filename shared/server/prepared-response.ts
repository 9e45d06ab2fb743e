declare const PREPARED: unique symbol;

/** Made outside the types of its contract, and not looked into: JSON as it was stored, a page, a menu in bytes. */
export type PreparedResponse = Response & { readonly [PREPARED]: true };

export function preparedResponse(...[body, init]: ConstructorParameters<typeof Response>): PreparedResponse {
  return new Response(body, init) as PreparedResponse;
}
