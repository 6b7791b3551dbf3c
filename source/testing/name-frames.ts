import { fromHex, fromText, join, tcpFrame, udpFrame } from './frames.ts';

/** Frames that carry names, for tests of passive naming. */

function u16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 255);
}

/** A name in labels, ended by an empty one. */
export function dnsName(name: string): Uint8Array {
  return join(
    ...name.split('.').map(label => join(Uint8Array.of(label.length), fromText(label))),
    Uint8Array.of(0),
  );
}

export type DnsRecord = {
  readonly owner?: string;
  readonly type?: number;
  readonly life?: number;
  readonly data: string;
};

/** Owner defaults to the question (a pointer to it), type to A, life to a minute; data in hex. */
function record(wanted: DnsRecord): Uint8Array {
  const data = fromHex(wanted.data);
  const life = wanted.life ?? 60;
  return join(
    wanted.owner === undefined ? fromHex('c00c') : dnsName(wanted.owner),
    u16(wanted.type ?? 1),
    fromHex('0001'),
    u16(life >>> 16),
    u16(life & 0xffff),
    u16(data.length),
    data,
  );
}

/** A message with one question for A, or none for '', and answers. */
export function dnsMessage(question: string, records: readonly DnsRecord[], flags = 0x8180): Uint8Array {
  const asked = question === '' ? new Uint8Array(0) : join(dnsName(question), fromHex('0001 0001'));
  const header = join(
    fromHex('1234'),
    u16(flags),
    u16(question === '' ? 0 : 1),
    u16(records.length),
    fromHex('00000000'),
  );
  return join(header, asked, ...records.map(record));
}

/** The frame with other addresses, dots in both. */
export function between(from: string, to: string, frame: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(frame);
  changed.set(from.split('.').map(Number), 26);
  changed.set(to.split('.').map(Number), 30);
  return changed;
}

export function dnsQuery(client: string, resolver: string, name: string): Uint8Array {
  return between(client, resolver, udpFrame(5000, 53, dnsMessage(name, [], 0x0100)));
}

export function dnsAnswer(
  client: string,
  resolver: string,
  name: string,
  records: readonly DnsRecord[],
): Uint8Array {
  return between(resolver, client, udpFrame(53, 5000, dnsMessage(name, records)));
}

export function httpRequest(client: string, server: string, host: string): Uint8Array {
  return between(client, server, tcpFrame(40_000, 80, fromText(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`)));
}

export function tcpSyn(client: string, server: string, port = 443): Uint8Array {
  return between(client, server, tcpFrame(40_000, port, new Uint8Array(0), 0x02));
}
