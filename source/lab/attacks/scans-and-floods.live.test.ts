import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkLabels, checkSkipReason } from '../../testing/check-labels.ts';
import { Random } from '../../testing/random.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import type { Attack, Incident, Intensity } from '../contracts.ts';
import { Lab } from '../lab.ts';
import { labelCapture, type Ran } from '../labels.ts';
import { writeLabels } from '../labels-file.ts';
import { record } from '../recorder.ts';
import { isInstalled } from '../run.ts';
import { waitFor } from '../schedule.ts';
import { labSkipReason } from '../skip-reason.ts';
import { distributedFlood } from './distributed-flood.ts';
import { pingSweep } from './ping-sweep.ts';
import { ssdpAmplification } from './ssdp-amplification.ts';
import { synScan } from './syn-scan.ts';
import { smbWorm } from './worm-sweep.ts';

const reason =
  labSkipReason() ?? (isInstalled('nmap') && isInstalled('hping3') ? undefined : 'no nmap or hping3');
if (reason !== undefined) console.log(`scans and floods: ${reason}; their live tests are left out`);
const cannotCheck = checkSkipReason();
if (cannotCheck !== undefined) console.log(`scans and floods: ${cannotCheck}; labels are not checked`);

const graceSeconds = 2.5;

describe.runIf(reason === undefined)('scans and floods', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder[Symbol.dispose]());

  it('leave labelled packets, all of them and nothing else', async () => {
    const path = join(folder.path, 'attacks.pcapng');
    const signal = new AbortController().signal;
    const lab = await Lab.build({ log: () => undefined });
    const ran: Ran[] = [];
    try {
      const recording = await record(lab, path);
      const play = async (attack: Attack, intensity: Intensity, seconds: number): Promise<void> => {
        const incident = await perform(lab, attack, intensity, seconds, signal);
        ran.push({ ...incident, number: ran.length + 1 });
        await waitFor(graceSeconds, signal);
      };
      await play(synScan, 'loud', 5);
      await play(pingSweep, 'loud', 5);
      await play(smbWorm, 'loud', 8);
      await play(distributedFlood, 'medium', 3);
      await play(ssdpAmplification, 'medium', 3);
      await recording.stop();
    } finally {
      lab.remove();
    }
    const labels = await labelCapture(path, ran);
    expect(labels.problems).toEqual([]);
    const packets = (kind: string): number => counted(labels.incidents, kind);
    expect(packets('tcp-syn-scan')).toBeGreaterThan(1500);
    expect(packets('ping-sweep')).toBeGreaterThan(300);
    expect(packets('smb-worm-sweep')).toBeGreaterThan(250);
    expect(packets('distributed-syn-flood')).toBeGreaterThan(500);
    expect(packets('ssdp-amplification')).toBeGreaterThan(200);
    writeLabels(path, labels);
    expect(readFileSync(join(folder.path, 'attacks.labels.jsonl'), 'utf8')).toContain('hping3');
    if (cannotCheck === undefined) expect(checkLabels([path])).toMatchObject({ isGood: true });
  }, 120_000);
});

async function perform(
  lab: Lab,
  attack: Attack,
  intensity: Intensity,
  seconds: number,
  signal: AbortSignal,
): Promise<Omit<Ran, 'number'>> {
  const actor = lab.host(attack.actor);
  const targets = attack.targets.map(name => lab.host(name));
  const start = Date.now() / 1000;
  const random = new Random(5);
  const report = await attack.run({ lab, intensity, actor, targets, random, seconds, signal });
  return {
    kind: attack.kind,
    benign: false,
    intensity,
    actor: actor.name,
    actorAddresses: [actor.address, actor.address6],
    targets: attack.targets,
    targetAddresses: targets.flatMap(({ address, address6 }) => [address, address6]),
    start,
    end: Date.now() / 1000,
    ...report,
  };
}

function counted(incidents: readonly Incident[], kind: string): number {
  return incidents.find(incident => incident.kind === kind)?.packets ?? 0;
}
