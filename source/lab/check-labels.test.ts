import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pcapFile } from '../testing/capture-files.ts';
import { checkLabels, checkSkipReason } from '../testing/check-labels.ts';
import { tcpFrame } from '../testing/frames.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import type { Incident } from './contracts.ts';
import { stemOf, writeLabels } from './labels-file.ts';

const reason = checkSkipReason();
if (reason !== undefined) console.log(`labels are not checked: ${reason}`);

const incident: Incident = {
  number: 1,
  kind: 'scan',
  benign: false,
  intensity: 'loud',
  actor: 'guest',
  actorAddresses: ['192.0.2.1'],
  targets: ['server'],
  targetAddresses: ['192.0.2.2'],
  start: 101,
  end: 103,
  packets: 2,
  tool: 'by hand',
  arguments: '',
  claims: [{ actors: ['192.0.2.1'], targets: ['192.0.2.2'], protocol: 'tcp', targetPorts: [80] }],
};

describe.runIf(reason === undefined)('labels looked at by tshark', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder[Symbol.dispose]());

  /** Two packets to port 80 and one to port 81 between them, at 101, 102 and 103. */
  function check(
    numbers: readonly number[],
    changes: Partial<Incident> = {},
  ): ReturnType<typeof checkLabels> {
    const path = join(folder.path, 'x.pcap');
    const frames = [80, 81, 80].map(port => tcpFrame(4000, port, new Uint8Array(0)));
    const packets = frames.map((data, index) => ({ seconds: 101 + index, fraction: 0, data }));
    writeFileSync(path, pcapFile(packets));
    const incidents = [{ ...incident, ...changes }];
    writeLabels(path, { numbers: Uint16Array.from(numbers), incidents, problems: [] });
    return checkLabels([path]);
  }

  it('are right when everything fits', () => {
    expect(check([1, 0, 1], { actor: 'laptop' })).toMatchObject({ isGood: true });
  });

  it('may not stand where an incident is not', () => {
    expect(check([1, 1, 1]).output).toContain('fits no claim of incident 1 (scan)');
    expect(check([1, 0, 1], { start: 101.5 }).output).toContain('is outside of incident 1 (scan)');
    expect(check([1, 0, 2]).output).toContain('is labelled 2, which is no incident');
  });

  it('may not be missing', () => {
    expect(check([1, 0, 0], { actor: 'laptop' }).output).toContain('is claimed by incident 1 (scan) and not');
    expect(check([1, 0, 1]).output).toContain('is between actor and target of incident 1 (scan) and not');
    expect(check([1, 0]).output).toContain('3 packets, but 2 labels');
    expect(check([1, 0, 1], { packets: 3 }).output).toContain('says 3 packets and has 2');
    expect(check([0, 0, 0]).output).toContain('has no packet');
  });

  it('cannot be checked without their files, and that is said', () => {
    expect(checkLabels([join(folder.path, 'none.pcap')])).toMatchObject({ isGood: false });
  });
});

describe('labels of the recordings that come with this', () => {
  const data = fileURLToPath(new URL('../../data/', import.meta.url));
  const recordings = readdirSync(data, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.pcapng(\.gz)?$/.test(name))
    .map(name => join(data, name))
    .filter(path => existsSync(`${stemOf(path)}.labels.gz`));
  if (recordings.length === 0) console.log('data/ has no labelled recording to check');

  it.runIf(reason === undefined && recordings.length > 0)(
    'fit',
    () => expect(checkLabels(recordings)).toMatchObject({ isGood: true }),
    300_000,
  );
});
