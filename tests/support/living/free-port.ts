/** Ports that nobody listens on just now. */

import { createServer, type Server } from 'node:net';

/** Returns that many different ports; another process may take one before its use, which the test then says. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listen));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

function listen(): Promise<Server> {
  const server = createServer();
  return new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(server)));
}
