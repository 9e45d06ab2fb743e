/**
 * The machine's own clock, timers and randomness. Only a `main.ts` (and the tools in test/) may import this file;
 * everything else receives these ports, so that a whole chain can run in one process under a seed.
 */
import { networkInterfaces } from "node:os";
import type { Clock, RandomBytes, RandomFraction, Timers } from "../domain/kernel/clock.ts";

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

export const systemTimers: Timers = {
  after(ms, run) {
    const handle = setTimeout(run, ms);
    return { cancel: () => clearTimeout(handle) };
  },
  afterTurn(run) {
    const handle = setImmediate(run);
    return { cancel: () => clearImmediate(handle) };
  },
};

export const systemRandomBytes: RandomBytes = (n) => crypto.getRandomValues(new Uint8Array(n));

export const systemRandomFraction: RandomFraction = () => Math.random();

/** Of containers and tunnels: nobody in the store's network is there. */
const NOT_OF_THE_LAN = /^(docker|br-|veth|virbr|cni|flannel|tun|tap|wg|utun|tailscale)/;

/** This machine's IPv4 addresses on its networks. */
export const systemLanAddresses = (): readonly string[] =>
  Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    NOT_OF_THE_LAN.test(name)
      ? []
      : addresses
          .filter(({ family, internal, address }) => family === "IPv4" && !internal && !address.startsWith("169.254."))
          .map(({ address }) => address),
  );
