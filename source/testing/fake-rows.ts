import type { FieldRow, InterfaceRow, OpenedEntity, OpenedPacket, Row, Tone } from '../engine/protocol.ts';

/** Made-up packets, flows and hosts that look like those of a small office, wide and odd names among them. */

const infos: readonly (readonly [protocol: string, length: number, info: string, tone: Tone])[] = [
  ['TLSv1.3', 571, 'Client Hello (SNI=example.com)', 'plain'],
  ['TCP', 66, '443 → 51514 [ACK] Seq=1 Ack=518 Win=64128 Len=0', 'quiet'],
  ['DNS', 84, 'Standard query 0x1c3a A 日本語.example', 'plain'],
  ['DNS', 100, 'Standard query response 0x1c3a A 日本語.example A 203.0.113.7', 'plain'],
  ['HTTP', 412, 'GET /größe?q=🦊 HTTP/1.1', 'plain'],
  ['TCP', 54, '22 → 40022 [RST, ACK] Seq=1 Ack=1 Win=0 Len=0', 'notice'],
  ['ARP', 42, 'Who has 192.168.1.1? Tell 192.168.1.20', 'plain'],
  ['QUIC', 1292, 'Initial, DCID=8f3a, PKN: 0, CRYPTO (SNI=e\u0301xample.net)', 'plain'],
  ['DHCP', 342, 'malformed: option 12 runs past the end', 'bad'],
];
const pairs: readonly (readonly [source: string, destination: string, country: string])[] = [
  ['192.168.1.20:51514', '93.184.216.34:443', 'US'],
  ['93.184.216.34:443', '192.168.1.20:51514', 'US'],
  ['192.168.1.20:53124', '192.168.1.1:53', ''],
  ['[2001:db8:85a3::8a2e:370:7334]:55120', '[2606:4700:4700::1111]:443', 'DE'],
  ['10.0.0.5:40022', '10.0.0.9:22', ''],
];

const oddness = [2, 4, 0, 11, 6, 52, 8, 33, 1, 3, 17] as const;

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const two = (value: number): string => String(value).padStart(2, '0');

export function fakeClock(seconds: number): string {
  const milliseconds = String((seconds * 137) % 1000).padStart(3, '0');
  return `14:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${milliseconds}`;
}

export function fakePacket(number: number): Row {
  const [protocol, length, info, tone] = pick(infos, number);
  const [source, destination, country] = pick(pairs, number);
  const odd = pick(oddness, number);
  const cells = [
    number.toLocaleString('en-US'),
    fakeClock(number),
    source,
    destination,
    country,
    protocol,
    String(length),
    odd === 0 ? '' : String(odd),
    info,
  ];
  return { id: number, cells, tone, marked: false, ...(odd < 30 ? {} : { heat: odd < 40 ? 'warm' : 'hot' }) };
}

const names = ['example.com', '日本語.example', 'printer-2nd-floor.office.example', '', 'cdn.🦊.example'];

export function fakeFlow(number: number): Row {
  const [source, destination, country] = pick(pairs, number);
  const cells = [
    source,
    destination,
    country,
    pick(['TLSv1.3', 'DNS', 'QUIC', 'TCP'], number),
    pick(['https', 'domain', 'https', 'ssh'], number),
    pick(['open', 'talking', 'closed', 'reset'], number),
    pick(names, number),
    pick(['firefox (4242)', '', 'systemd-resolve (612)'], number),
    (number * 417).toLocaleString('en-US'),
    `${number * 13} kB`,
    `${number % 7}.2 kB/s`,
    pick(['', '4', '31', '12'], number),
    `${number * 2} s`,
    fakeClock(number * 3),
  ];
  return { id: number, cells, tone: number % 4 === 3 ? 'notice' : 'plain', marked: false };
}

export function fakeHost(number: number): Row {
  const cells = [
    number % 4 === 3 ? '2001:db8:85a3::8a2e:370:7334' : `192.168.1.${number}`,
    pick(names, number),
    number === 1 ? 'this machine' : pick(['local', 'remote'], number),
    pick(['', 'DE', 'US'], number),
    `02:42:ac:11:00:${number.toString(16).padStart(2, '0')}`,
    pick(['Intel Corporate', 'Raspberry Pi Trading Ltd', ''], number),
    String(number * 3),
    String(number),
    number < 10 ? `${number}.7 MB` : `${number} MB`,
    `${number * 12} kB`,
    `${number % 5}.0 kB/s`,
    pick(['', '7', '', '44'], number),
    fakeClock(number),
  ];
  return { id: number, cells, tone: 'plain', marked: false };
}

/** Ethernet, IPv4, TCP, TLS: 71 bytes. */
const openedHex =
  '001b21aabbcc0242ac1100140800' +
  '4500003900004000400600000a0000055db8d822' +
  'c93a01bb00000001000000018018ffff00000000' +
  '0101080a0000000100000002' +
  '160301000c0100000800ff';

// biome-ignore format: a table
const openedTree: readonly FieldRow[] = [
  { depth: 0, label: 'Ethernet II, Src: 02:42:ac:11:00:14, Dst: 00:1b:21:aa:bb:cc', value: '', start: 0, length: 14, filter: undefined },
  { depth: 1, label: 'Destination', value: '00:1b:21:aa:bb:cc', start: 0, length: 6, filter: 'eth.dst == 00:1b:21:aa:bb:cc' },
  { depth: 1, label: 'Source', value: '02:42:ac:11:00:14', start: 6, length: 6, filter: 'eth.src == 02:42:ac:11:00:14' },
  { depth: 1, label: 'Type', value: 'IPv4 (0x0800)', start: 12, length: 2, filter: undefined },
  { depth: 0, label: 'Internet Protocol Version 4, Src: 10.0.0.5, Dst: 93.184.216.34', value: '', start: 14, length: 20, filter: undefined },
  { depth: 1, label: 'Version', value: '4', start: 14, length: 1, filter: undefined },
  { depth: 1, label: 'Total Length', value: '57', start: 16, length: 2, filter: undefined },
  { depth: 1, label: 'Flags', value: '0x2, don’t fragment', start: 20, length: 1, filter: undefined },
  { depth: 2, label: 'Don’t fragment', value: 'set', start: 20, length: 1, filter: undefined },
  { depth: 1, label: 'Time to Live', value: '64', start: 22, length: 1, filter: 'ttl == 64' },
  { depth: 1, label: 'Source Address', value: '10.0.0.5', start: 26, length: 4, filter: 'ip.src == 10.0.0.5' },
  { depth: 1, label: 'Destination Address', value: '93.184.216.34', start: 30, length: 4, filter: 'ip.dst == 93.184.216.34' },
  { depth: 0, label: 'Transmission Control Protocol, Src Port: 51514, Dst Port: 443', value: '', start: 34, length: 32, filter: undefined },
  { depth: 1, label: 'Source Port', value: '51514', start: 34, length: 2, filter: 'tcp.srcport == 51514' },
  { depth: 1, label: 'Destination Port', value: '443', start: 36, length: 2, filter: 'tcp.dstport == 443' },
  { depth: 1, label: 'Flags', value: '0x018 (PSH, ACK)', start: 46, length: 2, filter: undefined },
  { depth: 1, label: 'Options', value: '12 bytes', start: 54, length: 12, filter: undefined },
  { depth: 2, label: 'Timestamps', value: 'TSval 1, TSecr 2', start: 56, length: 10, filter: undefined },
  { depth: 0, label: 'Transport Layer Security', value: '', start: 66, length: 11, filter: undefined },
  { depth: 1, label: 'Record', value: 'Handshake', start: 66, length: 5, filter: undefined },
  { depth: 1, label: 'Handshake', value: 'Client Hello', start: 71, length: 6, filter: undefined },
  { depth: 2, label: 'Server Name', value: '日本語.example', start: 75, length: 2, filter: 'sni == "日本語.example"' },
];

export function fakeOpened(number: number, newest: number): OpenedPacket {
  return {
    number,
    time: fakeClock(number),
    protocol: 'TLSv1.3',
    info: 'Client Hello (SNI=日本語.example)',
    length: 571,
    captured: openedHex.length / 2,
    odd: {
      oddness: 52,
      incident: 6,
      title: 'Port scan',
      reasons: [
        '412 ports tried in 10 s, usually 9 at most',
        'a server name never seen before: 日本語.example',
      ],
      heat: 'hot',
    },
    tree: openedTree,
    hex: openedHex,
    previous: number > 1 ? number - 1 : undefined,
    next: number < newest ? number + 1 : undefined,
  };
}

export function fakeEntity(id: number, kind: 'flow' | 'host'): OpenedEntity {
  const [source, destination] = pick(pairs, id);
  const facts: OpenedEntity['facts'] = [
    ['protocol', 'TLSv1.3'],
    ['service', 'https'],
    ['state', 'open'],
    ['name', '日本語.example'],
    ['process', 'firefox (4242)'],
    ['bytes', '1.2 MB'],
    ['rate', '88.2 kB/s'],
    ['last', fakeClock(id)],
    ['sent', '1,204 packets, 88.1 kB'],
    ['answered', '2,611 packets, 1.1 MB'],
    ['retransmissions', '3'],
  ];
  return {
    id,
    title: kind === 'flow' ? `${source} ↔ ${destination}` : `192.168.1.${id}`,
    facts,
    timeline: Array.from({ length: 60 }, (_, slot) => Math.round(20 + 20 * Math.sin(slot / 4) + (slot % 7))),
    timelineSeconds: 2,
    packets: Array.from({ length: 50 }, (_, index) => fakePacket(400 - index * 5)),
    filter: kind === 'flow' ? `flow == ${id}` : `ip == 192.168.1.${id}`,
  };
}

// biome-ignore format: a table
export const fakeInterfaces: readonly InterfaceRow[] = [
  { name: 'eth0', addresses: ['192.168.1.20', 'fe80::42:acff:fe11:14'], up: true, loopback: false, obstacle: undefined, packets: 1_204_113, rates: Array.from({ length: 30 }, (_, second) => 800 + ((second * 311) % 700)) },
  { name: 'lo', addresses: ['127.0.0.1', '::1'], up: true, loopback: true, obstacle: undefined, packets: 99_120, rates: [0, 0, 0, 12, 80, 3, 0, 0, 0, 0, 44] },
  { name: 'wlan0', addresses: [], up: false, loopback: false, obstacle: undefined, packets: 0, rates: [0, 0, 0] },
  { name: 'br-9f1c22d07a6e', addresses: ['172.18.0.1'], up: true, loopback: false, obstacle: 'opening it needs root or the capability CAP_NET_RAW', packets: undefined, rates: [] },
];
