import { Random } from '../testing/random.ts';

/** The frames conversations are made of: layers around a payload, TLS hellos, noise. */

/** One frame of a conversation, with how long after the one before it was sent. */
export type Frame = { readonly bytes: Uint8Array; readonly gapMicroseconds: number };

type Side = { readonly mac: Uint8Array; readonly address: Uint8Array; readonly port: number };
export type Pair = { readonly client: Side; readonly server: Side; readonly vlan: number };

export const noBytes = new Uint8Array(0);

/** Encrypted content, cut out of one long random text: drawing every byte anew would take minutes. */
const noisePool = new Random(7).bytes(1024 * 1024);

export function noise(random: Random, length: number): Uint8Array {
  const at = random.below(noisePool.length - length);
  return noisePool.slice(at, at + length);
}

export function newPair(random: Random, serverPort: number): Pair {
  const isIpv6 = random.chance(0.3);
  const side = (isLocal: boolean, port: number): Side => ({
    mac: concat(hex(isLocal ? '020000' : '02ffff'), noise(random, 3)),
    address: isIpv6
      ? concat(hex('20010db8 0000'), new Uint8Array(8), noise(random, 2))
      : isLocal
        ? Uint8Array.of(10, 0, random.below(4), random.below(256))
        : Uint8Array.of(random.between(1, 200), random.below(256), random.below(256), random.below(256)),
    port,
  });
  return {
    client: side(true, random.between(32768, 60999)),
    server: side(false, serverPort),
    vlan: random.chance(0.1) ? random.between(1, 4094) : 0,
  };
}

export function packet(
  { client, server, vlan }: Pair,
  fromClient: boolean,
  protocol: number,
  content: Uint8Array,
  gapMicroseconds: number,
): Frame {
  const from = fromClient ? client : server;
  const to = fromClient ? server : client;
  const isIpv6 = from.address.length === 16;
  const tag = vlan === 0 ? noBytes : concat(hex('8100'), short(vlan));
  const network = isIpv6
    ? concat(hex('60012345'), short(content.length), Uint8Array.of(protocol, fromClient ? 64 : 55))
    : concat(
        hex('4500'),
        short(20 + content.length),
        hex('1a2b4000'),
        Uint8Array.of(fromClient ? 64 : 55, protocol, 0xbe, 0xef),
      );
  const frame = concat(
    to.mac,
    from.mac,
    tag,
    hex(isIpv6 ? '86dd' : '0800'),
    network,
    from.address,
    to.address,
  );
  return { bytes: concat(frame, content), gapMicroseconds };
}

export function udp(pair: Pair, fromClient: boolean, payload: Uint8Array, gapMicroseconds: number): Frame {
  const { client, server } = pair;
  const ports = fromClient ? [client.port, server.port] : [server.port, client.port];
  const header = concat(short(ports[0] ?? 0), short(ports[1] ?? 0), short(8 + payload.length), hex('1234'));
  return packet(pair, fromClient, 17, concat(header, payload), gapMicroseconds);
}

export function clientHello(host: string, random: Random): Uint8Array {
  const serverName = concat(short(host.length + 3), Uint8Array.of(0), short(host.length), latin1(host));
  const extensions = concat(
    extension(0, serverName),
    extension(10, hex('0006 001d 0017 0018')),
    extension(13, hex('0008 0403 0804 0401 0503')),
    extension(16, hex('000c 02 6832 08 687474702f312e31')),
    extension(43, hex('04 0304 0303')),
    extension(51, concat(hex('0024 001d 0020'), noise(random, 32))),
  );
  const suites = hex('1301 1302 1303 c02b c02f c02c c030 cca9 cca8');
  const body = concat(
    hex('0303'),
    noise(random, 32),
    Uint8Array.of(32),
    noise(random, 32),
    short(suites.length),
    suites,
    hex('0100'),
    short(extensions.length),
    extensions,
  );
  return record(22, concat(Uint8Array.of(1, 0), short(body.length), body));
}

export function serverFlight(random: Random): Uint8Array {
  const extensions = concat(
    extension(43, hex('0304')),
    extension(51, concat(hex('001d 0020'), noise(random, 32))),
  );
  const body = concat(
    hex('0303'),
    noise(random, 32),
    Uint8Array.of(32),
    noise(random, 32),
    hex('1301 00'),
    short(extensions.length),
    extensions,
  );
  const hello = record(22, concat(Uint8Array.of(2, 0), short(body.length), body));
  return concat(hello, record(20, Uint8Array.of(1)), record(23, noise(random, random.between(1500, 4200))));
}

function extension(type: number, body: Uint8Array): Uint8Array {
  return concat(short(type), short(body.length), body);
}

export function record(type: number, body: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(type, 3, 3), short(body.length), body);
}

export function name(text: string): Uint8Array {
  const labels = text.split('.').map(label => concat(Uint8Array.of(label.length), latin1(label)));
  return concat(...labels, Uint8Array.of(0));
}

export function short(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 255);
}

export function word(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

export function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

const known = new Map<string, Uint8Array>();

/** Bytes from hex; the same few texts come again and again. */
export function hex(text: string): Uint8Array {
  let bytes = known.get(text);
  if (bytes === undefined) {
    bytes = Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
    known.set(text, bytes);
  }
  return bytes;
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
