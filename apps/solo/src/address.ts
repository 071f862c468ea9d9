import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';

const first = 4300;
const last = 4399;

/** The port that was asked for, or the first free one from 4300. Throws where it is taken. */
export const freePort = async (wanted: number | undefined, address: string): Promise<number> => {
  if (wanted !== undefined) {
    if (wanted !== 0 && !(await isFree(wanted, address))) throw new Error(`port ${wanted} is taken: name another with --port, or leave it out`);
    return wanted;
  }
  for (let port = first; port <= last; port++) if (await isFree(port, address)) return port;
  throw new Error(`no port from ${first} to ${last} is free: name one with --port`);
};

const isFree = (port: number, address: string) => new Promise<boolean>((resolve) => {
  const probe = createServer().once('error', () => resolve(false)).once('listening', () => probe.close(() => resolve(true)));
  probe.listen(port, address);
});

/** Of containers, virtual machines and tunnels: phones in the room don't reach those. */
const within = /^(docker|br-|veth|vEthernet|virbr|vmnet|vboxnet|VirtualBox|VMware|tun|tap|utun|wg|ppp|tailscale|zt)/i;

/** How other machines of the network reach this one; `undefined` where there is no network. */
export const lanAddress = (interfaces = networkInterfaces()): string | undefined => {
  const names = Object.keys(interfaces).sort((a, b) => Number(within.test(a)) - Number(within.test(b)));
  return names.flatMap((name) => interfaces[name] ?? []).find((each) => each.family === 'IPv4' && !each.internal && !each.address.startsWith('169.254.'))?.address;
};
