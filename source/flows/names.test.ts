import { describe, expect, it } from 'vitest';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { fromHex, fromText, join, udpFrame } from '../testing/frames.ts';
import {
  between,
  dnsAnswer,
  dnsMessage,
  dnsName,
  dnsQuery,
  httpRequest,
  tcpSyn,
} from '../testing/name-frames.ts';
import { Random } from '../testing/random.ts';
import { parseAddress } from './address-words.ts';
import { readAnnouncements, readAnswers } from './dns-answers.ts';
import { nameSource } from './name-table.ts';
import { flowNameSource } from './names.ts';
import { TextTable } from './text-table.ts';
import { Tracker } from './tracker.ts';

const client = '192.168.1.2';
const resolver = '192.168.1.1';
const server = '93.184.216.34';
const serverHex = '5db8d822';

function see(tracker: Tracker, at: number, frame: Uint8Array): number {
  const p = new Packet();
  p.bytes = frame;
  p.end = frame.length;
  p.length = frame.length;
  p.seconds = at;
  decode(p);
  return tracker.add(p);
}

function lookUp(tracker: Tracker, at: number, name: string, life = 60, address = serverHex): void {
  see(tracker, at, dnsQuery(client, resolver, name));
  see(tracker, at, dnsAnswer(client, resolver, name, [{ data: address, life }]));
}

function flowName(tracker: Tracker, slot: number): string {
  return tracker.names.table.texts.text(tracker.flows.name[slot] as number);
}

function hostName(tracker: Tracker, address: string): string {
  const [kind, a, b, c, d] = parseAddress(address) ?? [4, 0, 0, 0, 0];
  const slot = tracker.hosts.find(kind, a, b, c, d);
  return slot < 0 ? 'nobody' : tracker.names.table.texts.text(tracker.hosts.name[slot] as number);
}

describe('passive names', () => {
  it('names a flow after what was asked for, through aliases', () => {
    const tracker = new Tracker();
    see(tracker, 100, dnsQuery(client, resolver, 'wWw.example.com'));
    const alias = Buffer.from(dnsName('edge.cdn.example.net')).toString('hex');
    see(
      tracker,
      100,
      dnsAnswer(client, resolver, 'wWw.example.com', [
        { type: 5, data: alias },
        { owner: 'edge.cdn.example.net', data: serverHex },
      ]),
    );
    const slot = see(tracker, 101, tcpSyn(client, server));
    expect(flowName(tracker, slot)).toBe('www.example.com');
    expect(flowNameSource(tracker.flows, slot)).toBe(nameSource.lookup);
    expect(hostName(tracker, server)).toBe('www.example.com');
  });

  it('renames no flow that began before a later answer', () => {
    const tracker = new Tracker();
    lookUp(tracker, 100, 'one.example');
    const old = see(tracker, 101, tcpSyn(client, server));
    lookUp(tracker, 102, 'two.example');
    see(tracker, 103, tcpSyn(client, server));
    const young = see(tracker, 103, tcpSyn('192.168.1.9', server));
    expect(flowName(tracker, old)).toBe('one.example');
    expect(flowName(tracker, young)).toBe('two.example');
    expect(hostName(tracker, server)).toBe('two.example');
  });

  it.each([
    [1, 109, 'a.example'],
    [1, 111, ''],
    [300, 399, 'a.example'],
    [300, 401, ''],
    [0x7fffffff, 100 + 86_399, 'a.example'],
    [0x7fffffff, 100 + 86_401, ''],
  ])('with a life of %i s counts at %i as "%s"', (life, at, name) => {
    const tracker = new Tracker();
    lookUp(tracker, 100, 'a.example', life);
    expect(flowName(tracker, see(tracker, at, tcpSyn(client, server)))).toBe(name);
  });

  it('believes no answer to a question nobody asked', () => {
    const tracker = new Tracker();
    see(tracker, 100, dnsAnswer(client, resolver, 'planted.example', [{ data: serverHex }]));
    expect(flowName(tracker, see(tracker, 101, tcpSyn(client, server)))).toBe('');
  });

  it('prefers what the flow says itself, without its port', () => {
    const tracker = new Tracker();
    lookUp(tracker, 100, 'cdn.example');
    see(tracker, 101, tcpSyn(client, server, 80));
    const slot = see(tracker, 101, httpRequest(client, server, 'Shop.Example:80'));
    expect(flowName(tracker, slot)).toBe('shop.example');
    expect(flowNameSource(tracker.flows, slot)).toBe(nameSource.own);
    // The host keeps what DNS calls it.
    expect(hostName(tracker, server)).toBe('cdn.example');
  });

  it('takes no address for a name', () => {
    const tracker = new Tracker();
    see(tracker, 101, tcpSyn(client, server, 80));
    const slot = see(tracker, 101, httpRequest(client, server, '93.184.216.34:80'));
    expect(flowName(tracker, slot)).toBe('');
  });

  it('hears what hosts of its own network call themselves, and nothing else', () => {
    const tracker = new Tracker();
    see(tracker, 100, tcpSyn('192.168.1.7', server));
    const announce = (data: string): Uint8Array =>
      between(
        '192.168.1.7',
        '224.0.0.251',
        udpFrame(5353, 5353, dnsMessage('', [{ owner: 'printer.local', data, life: 120 }], 0x8400)),
      );
    see(tracker, 100, announce('c0a80107'));
    see(tracker, 100, announce(serverHex));
    expect(hostName(tracker, '192.168.1.7')).toBe('printer.local');
    expect(hostName(tracker, server)).toBe('');
  });

  it('reads DHCP requests and NetBIOS registrations', () => {
    const tracker = new Tracker();
    const dhcp = new Uint8Array(236);
    dhcp.set([1, 1, 6, 0]);
    const options = join(fromHex('63825363 350103 3204c0a80132 0c06'), fromText('Laptop'), fromHex('ff'));
    see(tracker, 100, between('0.0.0.0', '255.255.255.255', udpFrame(68, 67, join(dhcp, options))));
    see(tracker, 101, tcpSyn('192.168.1.50', server));
    expect(hostName(tracker, '192.168.1.50')).toBe('laptop');

    const encoded = [...'DESKTOP'.padEnd(15), '\0']
      .map(character => character.charCodeAt(0))
      .map(byte => String.fromCharCode(0x41 + (byte >> 4), 0x41 + (byte & 15)))
      .join('');
    const registration = join(
      fromHex('0001 2910 0001 0000 0000 0001 20'),
      fromText(encoded),
      fromHex('00 0020 0001 c00c 0020 0001 000493e0 0006 0000 c0a80133'),
    );
    see(tracker, 102, between('192.168.1.51', '192.168.1.255', udpFrame(137, 137, registration)));
    expect(hostName(tracker, '192.168.1.51')).toBe('desktop');
  });

  it('reads only so many a second, and says how many it left out', () => {
    const tracker = new Tracker();
    for (let index = 0; index < 20_010; index += 1)
      see(tracker, 100, dnsQuery(client, resolver, 'a.example'));
    expect(tracker.names.skipped).toBe(10);
    see(tracker, 101, dnsQuery(client, resolver, 'a.example'));
    expect(tracker.names.skipped).toBe(10);
  });

  it('survives damage anywhere in a message', () => {
    const random = new Random(7);
    const whole = dnsMessage('www.example.com', [
      { data: serverHex },
      { owner: 'x.example', data: serverHex },
    ]);
    let told = 0;
    const count = (): void => {
      told += 1;
    };
    for (let round = 0; round < 5000; round += 1) {
      const damaged = Uint8Array.from(whole);
      for (let times = random.below(4); times >= 0; times -= 1) {
        damaged[random.below(damaged.length)] = random.below(256);
      }
      const end = random.below(damaged.length + 1);
      readAnswers(damaged, 0, end, count);
      readAnnouncements(damaged, 0, end, count);
    }
    expect(told).toBeGreaterThan(0);
  });
});

describe('texts by number', () => {
  it('are the same number for the same text, and nothing for a number whose text made room', () => {
    const texts = new TextTable(2);
    const one = texts.intern('one');
    expect(texts.intern('one')).toBe(one);
    const two = texts.intern('two');
    texts.intern('one');
    const three = texts.intern('three');
    expect([one, two, three].map(id => texts.text(id))).toEqual(['one', '', 'three']);
    expect(texts.text(0)).toBe('');
    expect(texts.intern('')).toBe(0);
  });

  it('stay bounded, and their numbers positive', () => {
    const texts = new TextTable(4);
    for (let index = 0; index < 300_000; index += 1) {
      const id = texts.intern(`name ${index}`);
      expect(id > 0 && id < 2 ** 31).toBe(true);
    }
    expect(texts.slots.used).toBe(4);
    expect(texts.text(texts.intern('x'.repeat(5000)))).toHaveLength(255);
  });
});
