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
import { sshServer } from '../services/ssh-server.ts';
import { labSkipReason } from '../skip-reason.ts';
import { arpSpoofing } from './arp-spoofing.ts';
import { icmpTunnel } from './icmp-tunnel.ts';
import { neighbourSpoofing } from './neighbour-spoofing.ts';
import { sshBruteForce } from './ssh-brute-force.ts';

const played = [
  { attack: sshBruteForce, actor: 'guest', targets: ['server'] },
  { attack: arpSpoofing, actor: 'guest', targets: ['phone'] },
  { attack: neighbourSpoofing, actor: 'guest', targets: ['phone'] },
  { attack: icmpTunnel, actor: 'desktop', targets: ['control'] },
] as const;
const needs = [...played.flatMap(({ attack }) => attack.needs), ...sshServer.needs];
const missing = [...new Set(needs)].filter(program => !isInstalled(program));
const reason = labSkipReason() ?? (missing.length > 0 ? `not installed: ${missing.join(', ')}` : undefined);
if (reason !== undefined) console.log(`guesses and liars: ${reason}; they are not played`);

/** Of which arpspoof spends seven to set things right. */
const seconds = 11;
const guestMac = Buffer.from([0x9c, 0xb6, 0xd0, 0x77, 0x0c, 0x90]);

describe.runIf(reason === undefined)('guesses and liars', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder[Symbol.dispose]());

  it('reach their aim, and say which packets are theirs', async () => {
    const path = join(folder.path, 'liars.pcapng');
    const hosts = ['phone', 'desktop', 'server', 'guest', 'control', 'web'];
    const lab = await Lab.build({ hosts, log: () => undefined });
    const ran: Ran[] = [];
    try {
      await sshServer.start(lab, lab.host('server'));
      const recording = await record(lab, path);
      const phone = lab.host('phone').machine;
      const web = lab.host('web');
      const pings = [web.address, web.address6].map(address =>
        phone.attempt('ping', ['-n', '-i', '0.5', '-w', String(seconds), address]),
      );
      await Promise.all(played.map(async (one, index) => ran.push(await play(lab, one, index + 1))));
      expect((await Promise.all(pings)).map(({ ok }) => ok)).toEqual([true, true]);
      await recording.stop();
    } finally {
      lab.remove();
    }
    const { numbers, incidents, problems } = await labelCapture(path, ran);
    expect(problems).toEqual([]);
    for (const { kind, packets } of incidents) expect(packets, kind).toBeGreaterThan(12);
    const collector = new Collector();
    readCapture(readFileSync(path), collector);
    const frames = collector.packetList.map(({ data }, index) => ({ data, number: numbers[index] ?? 0 }));
    const web = Buffer.from([198, 51, 100, 10]);
    const diverted = frames.filter(
      ({ data }) => guestMac.equals(data.subarray(6, 12)) && Buffer.from(data.subarray(26, 34)).includes(web),
    );
    expect(diverted.length).toBeGreaterThan(3);
    const numberOfLiar = incidents.find(({ kind }) => kind === arpSpoofing.kind)?.number;
    expect(new Set(diverted.map(({ number }) => number))).toEqual(new Set([numberOfLiar]));
    const straight = frames.filter(
      ({ data }) =>
        !guestMac.equals(data.subarray(6, 12)) && Buffer.from(data.subarray(26, 34)).includes(web),
    );
    expect(new Set(straight.map(({ number }) => number))).toEqual(new Set([0]));
  }, 60_000);
});

type Part = { readonly attack: Attack; readonly actor: string; readonly targets: readonly string[] };

async function play(lab: Lab, { attack, ...names }: Part, number: number): Promise<Ran> {
  const actor = lab.host(names.actor);
  const targets = names.targets.map(name => lab.host(name));
  const { signal } = new AbortController();
  const intensity = 'medium';
  const start = Date.now() / 1000;
  const random = new Random(number);
  const report = await attack.run({ lab, intensity, actor, targets, random, seconds, signal });
  const end = Date.now() / 1000;
  return {
    number,
    kind: attack.kind,
    benign: attack.benign ?? false,
    intensity,
    actor: actor.name,
    actorAddresses: [actor.address],
    targets: [...names.targets],
    targetAddresses: targets.map(({ address }) => address),
    start,
    end,
    ...report,
  };
}
