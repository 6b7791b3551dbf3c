/** A device that is away until something brings it: how it comes and goes. */
import type { LabHost } from '../lab.ts';
import { routerAddress, routerAddress6 } from '../layout.ts';

export async function plugIn({ machine }: LabHost): Promise<void> {
  await machine.run('ip', 'link', 'set', 'eth0', 'up');
}

/** Takes an address, its own unless told otherwise, and finds the way out. */
export async function settle({ machine, address, address6 }: LabHost, other?: string): Promise<void> {
  await machine.run('ip', 'address', 'replace', `${other ?? address}/24`, 'brd', '+', 'dev', 'eth0');
  await machine.run('ip', 'route', 'replace', 'default', 'via', routerAddress);
  await machine.run('ip', '-6', 'address', 'replace', `${address6}/64`, 'dev', 'eth0', 'nodad');
  await machine.run('ip', '-6', 'route', 'replace', 'default', 'via', routerAddress6);
}

/** Nothing of it is on the wire from here on. */
export async function unplug({ machine }: LabHost): Promise<void> {
  await machine.attempt('ip', ['link', 'set', 'eth0', 'down']);
  await machine.attempt('ip', ['address', 'flush', 'dev', 'eth0', 'scope', 'global']);
}
