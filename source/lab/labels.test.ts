import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pcapFile } from '../testing/capture-files.ts';
import { ethernetFrame, fromHex, tcpFrame, udpFrame } from '../testing/frames.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { labelCapture, type Ran } from './labels.ts';
import { readIncidents, readNumbers, stemOf, writeLabels } from './labels-file.ts';

const empty = new Uint8Array(0);
const arp = ethernetFrame(0x0806, fromHex('0001080006040002 020000000001 c0000209 020000000002 c0000202'));

function incident(number: number, changes: Partial<Ran>): Ran {
  return {
    number,
    kind: 'scan',
    benign: false,
    intensity: 'loud',
    actor: 'guest',
    actorAddresses: ['192.0.2.1'],
    targets: ['server'],
    targetAddresses: ['192.0.2.2'],
    start: 100,
    end: 110,
    tool: 'by hand',
    arguments: '',
    claims: [{ actors: ['192.0.2.1'], targets: ['192.0.2.2'], protocol: 'tcp', targetPorts: [80] }],
    ...changes,
  };
}

describe('labels', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder[Symbol.dispose]());

  function capture(...packets: readonly (readonly [at: number, frame: Uint8Array])[]): string {
    const path = join(folder.path, 'x.pcap');
    writeFileSync(path, pcapFile(packets.map(([at, data]) => ({ seconds: at, fraction: 0, data }))));
    return path;
  }

  it('follow who, to whom, what and when, in both directions', async () => {
    const path = capture(
      [99, tcpFrame(4000, 80, empty)],
      [101, tcpFrame(4000, 80, empty)],
      [101, tcpFrame(80, 4000, empty)],
      [102, tcpFrame(4000, 81, empty)],
      [103, udpFrame(4000, 80, empty)],
      [104, arp],
      [111, tcpFrame(4001, 80, empty)],
      [113, tcpFrame(4001, 80, empty)],
    );
    const { numbers, incidents, problems } = await labelCapture(path, [incident(7, {})]);
    // The third goes from port 80 to 4000: the actor's port is 80 then, which is not what was claimed.
    expect([...numbers]).toEqual([0, 7, 0, 0, 0, 0, 7, 0]);
    expect(incidents[0]).toMatchObject({ start: 101, end: 111, packets: 2 });
    expect(problems).toEqual([]);
  });

  it('know hardware addresses, answers of the target, and incidents without a packet', async () => {
    const path = capture([101, arp], [102, tcpFrame(80, 4000, empty)]);
    const spoof = incident(1, { claims: [{ actors: ['02:00:00:00:00:01'], protocol: 'arp' }] });
    const answered = incident(2, {
      claims: [{ actors: ['192.0.2.2'], targets: ['192.0.2.1'], targetPorts: [80], protocol: 'tcp' }],
    });
    const { numbers, problems } = await labelCapture(path, [
      spoof,
      answered,
      incident(3, { kind: 'flood', start: 300, end: 301 }),
    ]);
    expect([...numbers]).toEqual([1, 2]);
    expect(problems).toEqual(['incident 3 (flood) has no packet']);
  });

  it('know who asks for whom in ARP', async () => {
    const claim = { actors: ['192.0.2.9'], targets: ['192.0.2.2'], protocol: 'arp' } as const;
    const other = { ...claim, targets: ['192.0.2.3'] };
    const { numbers } = await labelCapture(capture([101, arp], [102, arp]), [
      incident(1, { claims: [other] }),
      incident(2, { claims: [claim] }),
    ]);
    expect([...numbers]).toEqual([2, 2]);
  });

  it('say when two incidents want the same packets', async () => {
    const path = capture([101, tcpFrame(4000, 80, empty)], [102, tcpFrame(4000, 80, empty)]);
    const { numbers, problems } = await labelCapture(path, [incident(1, {}), incident(2, {})]);
    expect([...numbers]).toEqual([1, 1]);
    expect(problems).toContain('2 packets belong to incidents 1 and 2');
  });

  it('come back from their files as they were', async () => {
    const path = capture([101, tcpFrame(4000, 80, empty)], [200, arp]);
    const labels = await labelCapture(path, [incident(3, {})]);
    writeLabels(path, labels);
    expect([...readNumbers(path)]).toEqual([3, 0]);
    expect(readIncidents(path)).toEqual(labels.incidents);
    expect(stemOf('/a/b.pcapng.gz')).toBe('/a/b');
  });
});
