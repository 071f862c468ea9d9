import { createServer, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';

const first = 4300;
const last = 4399;

/** The port that was asked for (0: any, by the number that it has then, which links name before the host listens), or the first free one from 4300. Throws where it can't be had. */
export const freePort = async (wanted: number | undefined, address: string): Promise<number> => {
  if (wanted !== undefined) {
    const probe = await probing(wanted, address);
    if ('refused' in probe) throw new Error(whyNot(probe.refused, wanted, address));
    return probe.port;
  }
  for (let port = first; port <= last; port++) {
    const probe = await probing(port, address);
    if ('port' in probe) return port;
    if (probe.refused === 'EADDRNOTAVAIL') throw new Error(whyNot(probe.refused, port, address)); // nor is it there for the next
  }
  throw new Error(`no port from ${first} to ${last} is free: name one with --port`);
};

/** Its number where it is free, or what the system says against it. */
const probing = (port: number, address: string) => new Promise<{ port: number } | { refused: string }>((resolve) => {
  const probe = createServer().once('error', (error: NodeJS.ErrnoException) => resolve({ refused: error.code ?? error.message })).once('listening', () => {
    const { port: found } = probe.address() as AddressInfo;
    probe.close(() => resolve({ port: found }));
  });
  probe.listen(port, address);
});

export const whyNot = (refused: string, port: number, address: string): string => {
  if (refused === 'EADDRINUSE') return `port ${port} is taken: name another with --port, or leave it out`;
  if (refused === 'EACCES') return `port ${port} is not for this account (most systems keep those below 1024): name a higher one with --port and let a reverse proxy lead there, or leave it out`;
  if (refused === 'EADDRNOTAVAIL') return `this machine has no address ${address} to listen on: is its network up?`;
  return `nothing can listen on port ${port} of ${address} (${refused}): name another with --port, or leave it out`;
};

/** Of containers, virtual machines and tunnels: phones in the room don't reach those. */
const within = /^(docker|br-|veth|vEthernet|virbr|vmnet|vboxnet|VirtualBox|VMware|tun|tap|utun|wg|ppp|tailscale|zt)/i;

/** How other machines of the network reach this one; `undefined` where there is no network. */
export const lanAddress = (interfaces = networkInterfaces()): string | undefined => {
  const names = Object.keys(interfaces).sort((a, b) => Number(within.test(a)) - Number(within.test(b)));
  return names.flatMap((name) => interfaces[name] ?? []).find((each) => each.family === 'IPv4' && !each.internal && !each.address.startsWith('169.254.'))?.address;
};
