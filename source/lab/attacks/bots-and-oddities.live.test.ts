import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCapture } from '../../capture/read-capture.ts';
import { Collector } from '../../testing/collect.ts';
import { Random } from '../../testing/random.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import type { Attack } from '../contracts.ts';
import { Lab } from '../lab.ts';
import { labelCapture, type Ran } from '../labels.ts';
import { record } from '../recorder.ts';
import { isInstalled } from '../run.ts';
import { labSkipReason } from '../skip-reason.ts';
import { duplicateAddress } from './duplicate-address.ts';
import { executableDownload } from './executable-download.ts';
import { miningPlain } from './mining.ts';
import { tlsOldVersion } from './odd-tls.ts';
import { refusedRetry } from './refused-retry.ts';
import { httpBeacon } from './web-beacon.ts';

const played = [httpBeacon, executableDownload, miningPlain, tlsOldVersion, refusedRetry, duplicateAddress];
const missing = [...new Set(played.flatMap(({ needs }) => needs))].filter(program => !isInstalled(program));
const reason = labSkipReason() ?? (missing.length > 0 ? `not installed: ${missing.join(', ')}` : undefined);
if (reason !== undefined) console.log(`bots and oddities: ${reason}; they are not played`);

describe.runIf(reason === undefined)('bots and oddities', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder[Symbol.dispose]());

  it('say which packets are theirs: all that was sent to their targets', async () => {
    const path = join(folder.path, 'bots.pcapng');
    const hosts = ['laptop', 'camera', 'nas', 'server', 'printer', 'visitor', 'control'];
    const lab = await Lab.build({ hosts, log: () => undefined });
    const ran: Ran[] = [];
    try {
      const recording = await record(lab, path);
      // All at once: each has other hosts or ports.
      await Promise.all(played.map(async (attack, index) => ran.push(await play(lab, attack, index + 1))));
      await recording.stop();
    } finally {
      lab.remove();
    }
    const { numbers, incidents, problems } = await labelCapture(path, ran);
    expect(problems).toEqual([]);
    for (const { kind, packets } of incidents) expect(packets, kind).toBeGreaterThan(5);
    const control = Buffer.from([203, 0, 113, 66]);
    const collector = new Collector();
    readCapture(readFileSync(path), collector);
    const frames = collector.packetList;
    expect(frames).toHaveLength(numbers.length);
    const unclaimed = frames.filter(
      ({ data }, index) => numbers[index] === 0 && Buffer.from(data.subarray(26, 34)).includes(control),
    );
    expect(unclaimed).toEqual([]);
  }, 60_000);
});

const seconds = 4;

async function play(lab: Lab, attack: Attack, number: number): Promise<Ran> {
  const actor = lab.host(attack.actor);
  const targets = attack.targets.map(name => lab.host(name));
  const { signal } = new AbortController();
  const intensity = attack.intensities.at(-1) ?? 'loud';
  const start = Date.now() / 1000;
  const random = new Random(number);
  const report = await attack.run({ lab, intensity, actor, targets, random, seconds, signal });
  return {
    number,
    kind: attack.kind,
    benign: attack.benign ?? false,
    intensity,
    actor: actor.name,
    actorAddresses: [actor.address],
    targets: attack.targets,
    targetAddresses: targets.map(({ address }) => address),
    start,
    end: Date.now() / 1000,
    ...report,
  };
}
