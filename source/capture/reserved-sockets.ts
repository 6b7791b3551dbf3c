/**
 * Packet sockets opened while still root, for interfaces chosen after root was given up. They are bound to
 * nothing and receive nothing until a ring is built on one; building and binding need no privilege.
 */
import { type Kernel, loadKernel } from './kernel.ts';
import { addressFamilyPacket, socketRaw } from './ring-layout.ts';

/** So that no program started meanwhile inherits it. */
const closeOnExec = 0o2000000;

const reserved: number[] = [];

/** Opens up to `count` sockets; how many there are now. 0 where there is no ring or no right to open one. */
export function reserveSockets(count: number): number {
  if (process.platform !== 'linux') return 0;
  const kernel = loadKernel();
  if (!kernel.ok) return 0;
  while (reserved.length < count) {
    const descriptor = openPacketSocket(kernel.value);
    if (descriptor < 0) break;
    reserved.push(descriptor);
  }
  return reserved.length;
}

export function reservedSocketCount(): number {
  return reserved.length;
}

/** One of the reserved sockets, whose owner closes it; undefined when there are none left. */
export function takeReservedSocket(): number | undefined {
  return reserved.pop();
}

/** A socket that receives nothing yet; negative when that is not allowed. */
export function openPacketSocket(kernel: Kernel): number {
  return kernel.socket(addressFamilyPacket, socketRaw | closeOnExec, 0);
}
