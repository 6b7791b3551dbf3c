import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openCapture } from '../capture/file.ts';
import { pump } from '../capture/pump.ts';
import type { PacketBatch } from '../capture/source.ts';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { protocolName } from '../decode/protocol.ts';
import { loadFromBatch } from '../packets/batch.ts';
import { attacks } from './attacks/index.ts';
import { catalogue } from './catalogue.ts';
import { intensities } from './contracts.ts';
import { readIncidents, readNumbers } from './labels-file.ts';

const data = fileURLToPath(new URL('../../data/', import.meta.url));
const mostBytes = 25_000_000;
/** Layers that carry others: not what anybody would call an application. */
const carriers = [
  'TCP',
  'UDP',
  'ICMP',
  'ICMPv6',
  'ARP',
  'IGMPv3',
  'IGMPv2',
  'IPv4',
  'IPv6',
  'Ethernet',
  'IGMP',
];

function pathOf(name: string): string {
  return join(data, `${name}.pcapng.gz`);
}

async function protocolsOf(name: string): Promise<{ packets: number; protocols: Set<string> }> {
  const opened = await openCapture(pathOf(name));
  if (!opened.ok) throw new Error(opened.message);
  const p = new Packet();
  const protocols = new Set<string>();
  let packets = 0;
  const take = (batch: PacketBatch): void => {
    for (let index = 0; index < batch.count; index += 1) {
      loadFromBatch(p, batch, index);
      decode(p);
      protocols.add(protocolName(p.protocol));
      packets += 1;
    }
  };
  await pump(opened.source, { packets: take, notice: () => undefined }, new AbortController().signal);
  return { packets, protocols };
}

describe('the recordings in data/', () => {
  it('are all there, with labels, and small', () => {
    const files = readdirSync(data, { recursive: true, encoding: 'utf8' });
    const sum = files.reduce((total, name) => total + statSync(join(data, name)).size, 0);
    expect(sum).toBeLessThan(mostBytes);
    for (const { name } of catalogue) {
      expect(files, name).toContain(`${name}.pcapng.gz`);
      const numbers = readNumbers(pathOf(name));
      for (const incident of readIncidents(pathOf(name))) {
        const labelled = numbers.filter(number => number === incident.number).length;
        expect(labelled, `${name}: ${incident.kind}`).toBe(incident.packets);
        expect(labelled, `${name}: ${incident.kind}`).toBeGreaterThan(0);
      }
    }
  });

  it('have one incident in each clip, of the kind and intensity of its name', () => {
    for (const { name } of catalogue.filter(({ name }) => name.startsWith('clips/'))) {
      const [incident, ...others] = readIncidents(pathOf(name));
      expect(others, name).toEqual([]);
      expect(name).toBe(`clips/${incident?.kind}-${incident?.intensity}`);
    }
  });

  it('show every kind there is, and some at each intensity', () => {
    const clips = catalogue.filter(({ name }) => name.startsWith('clips/')).map(({ scenario }) => scenario);
    for (const { kind } of attacks)
      expect(
        clips.some(name => name.startsWith(`${kind}-`)),
        kind,
      ).toBe(true);
    for (const kind of [
      'tcp-syn-scan',
      'syn-flood',
      'ssh-brute-force',
      'https-beacon-jittered',
      'https-exfiltration',
    ]) {
      for (const intensity of intensities) expect(clips).toContain(`${kind}-${intensity}`);
    }
    expect(attacks.filter(({ benign }) => benign !== true).length).toBeGreaterThanOrEqual(20);
  });

  it('have a normal day that is one', async () => {
    const { packets, protocols } = await protocolsOf('normal-day');
    expect(packets).toBeGreaterThanOrEqual(50_000);
    expect([...protocols].filter(name => !carriers.includes(name)).length).toBeGreaterThanOrEqual(20);
    expect(readIncidents(pathOf('normal-day'))).toEqual([]);
  }, 60_000);

  it('have a demo with a dozen incidents, the first within half a minute', async () => {
    const incidents = readIncidents(pathOf('demo'));
    expect(incidents).toHaveLength(12);
    expect(new Set(incidents.map(({ kind }) => kind)).size).toBe(12);
    const numbers = readNumbers(pathOf('demo'));
    const { packets } = await protocolsOf('demo');
    expect(numbers).toHaveLength(packets);
  }, 60_000);
});
