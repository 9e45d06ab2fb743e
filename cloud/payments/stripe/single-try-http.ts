/**
 * How the SDK reaches the provider. It asks again by itself, once, where a connection was closed, whatever it is told of retries; the
 * first request may have been done all the same, and the result of the second, "not admitted" say, would stand for both. What changes
 * something is therefore one request; a reading may be asked for twice.
 */
import Stripe from "stripe";

export function createSingleTryHttp(): Stripe.HttpClient {
  const node = Stripe.createNodeHttpClient();
  return {
    getClientName: () => node.getClientName(),
    async makeRequest(...request) {
      const method = request[3];
      try {
        return await node.makeRequest(...request);
      } catch (error) {
        // The SDK goes by the error's code, and reports what is left of it as a lost connection.
        throw method === "GET" ? error : new Error("the connection was lost", { cause: error });
      }
    },
  };
}
