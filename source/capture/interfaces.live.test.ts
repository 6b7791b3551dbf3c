import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InterfaceInformation } from './interfaces.ts';

/** Looks from inside a network namespace of its own, without the /sys that belongs to it. */
const namespace = `oddwire-if-${process.pid}`;
const hasNamespaces =
  process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('ip', ['-V']).error === undefined;
if (!hasNamespaces)
  console.log('interfaces: network namespaces need root and iproute2; those tests are left out');

const ip = (words: string): string => execFileSync('ip', words.split(' '), { encoding: 'utf8' });

function listInside(): InterfaceInformation[] {
  const module = new URL('./interfaces.ts', import.meta.url).href;
  const program = `import { listInterfaces } from '${module}'; console.log(JSON.stringify(listInterfaces()));`;
  const words = [`--net=/run/netns/${namespace}`, process.execPath, '--input-type=module', '-e', program];
  return JSON.parse(execFileSync('nsenter', words, { encoding: 'utf8' })) as InterfaceInformation[];
}

describe.runIf(hasNamespaces)('interfaces of a network namespace', () => {
  beforeAll(() => {
    ip(`netns add ${namespace}`);
    ip(`-n ${namespace} link add odd0 type veth peer name odd1`);
    ip(`-n ${namespace} addr add 192.0.2.7/28 dev odd0`);
    ip(`-n ${namespace} link add name cable0 type veth peer name cable1`);
    ip(`-n ${namespace} addr add 198.51.100.9/32 dev cable0`);
    ip(`-n ${namespace} addr add 2001:db8::5/64 dev cable0 nodad`);
    ip(`-n ${namespace} link set cable0 up`);
  });

  afterAll(() => {
    ip(`netns delete ${namespace}`);
  });

  it('are ours, not those that /sys shows; addresses are known of those that are down, too', () => {
    const found = listInside();
    expect(found.map(one => one.name)).toEqual(['cable0', 'cable1', 'odd0', 'odd1', 'lo']);
    const [noCable, , down] = found;
    // Up, but nothing answers at the other end: Node would not list it.
    expect(noCable).toMatchObject({ up: true, kind: 'ethernet' });
    expect(noCable?.addresses).toEqual(expect.arrayContaining(['198.51.100.9/32', '2001:db8::5/64']));
    expect(down).toMatchObject({ up: false, loopback: false, addresses: ['192.0.2.7/28'], packets: 0 });
    expect(down?.mac).toMatch(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
  });
});
