/**
 * A loopback port for a process that will be restarted on it. Below the range from which systems take ports for outgoing
 * connections, so that none of those sits on it while the process is away.
 */
import { createSocket, type Socket } from "node:dgram";
import { createServer } from "node:net";
import type { RandomFraction } from "@crema/shared/domain/kernel/clock";

const FIRST = 18_000;
const COUNT = 12_000;
const ATTEMPTS = 200;
/** What is given out is not listened on yet, and others ask meanwhile: another chain's process as well, whom a UDP socket there tells. */
const given = new Map<number, Socket>();

/** `former`: the port that the process had in an earlier run; it gets it again where it is free. */
export async function freePort(random: RandomFraction, former?: number): Promise<number> {
  if (former !== undefined && (given.has(former) || (await claim(former))) && (await isFree(former))) return former;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = FIRST + Math.floor(random() * COUNT);
    if (!given.has(port) && (await claim(port)) && (await isFree(port))) return port;
  }
  throw new Error(`No free port from ${FIRST} to ${FIRST + COUNT - 1}.`);
}

/** For as long as this process lives: a port stays a chain's while what listens there is away. */
function claim(port: number): Promise<boolean> {
  const socket = createSocket("udp4");
  given.set(port, socket);
  return new Promise((resolve) => {
    socket.once("error", () => {
      given.delete(port);
      socket.close();
      resolve(false);
    });
    socket.bind({ port, address: "127.0.0.1", exclusive: true }, () => {
      socket.unref();
      resolve(true);
    });
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
