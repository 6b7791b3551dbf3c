import type { Random } from '../testing/random.ts';
import {
  clientHello,
  concat,
  type Frame,
  hex,
  latin1,
  name,
  newPair,
  noBytes,
  noise,
  type Pair,
  packet,
  record,
  serverFlight,
  short,
  udp,
  word,
} from './traffic-frames.ts';

/**
 * Plausible conversations, packet by packet, for benchmarks that need a realistic file of any size. Sizes and
 * proportions follow what access networks carry: most packets are full-sized TLS or QUIC data or the bare
 * acknowledgments of it; everything else is many small conversations.
 */

export type Conversation = Generator<Frame, void, void>;

const fullSegment = 1448;
const quicDatagram = 1350;
const milliseconds = 1000;

const hosts: readonly string[] = [
  'www.example.com',
  'api.example.net',
  'cdn-17.images.example.org',
  'mail.example.com',
  'a.very.long.name.of.some.tracking.service.example.net',
  'update.example.org',
  'video-edge-042.example.com',
];

/** A new conversation of a kind drawn by how many conversations of it there are in a real network. */
export function converse(random: Random): Conversation {
  const draw = random.fraction();
  if (draw < 0.3) return nameLookup(random);
  if (draw < 0.58) return web(random);
  if (draw < 0.68) return quic(random);
  if (draw < 0.73) return plainWeb(random);
  if (draw < 0.76) return shell(random);
  if (draw < 0.86) return addressResolution(random);
  if (draw < 0.91) return ping(random);
  if (draw < 0.95) return timeService(random);
  return announcement(random);
}

function* web(random: Random): Conversation {
  const pair = newPair(random, 443);
  const tcp = new TcpPair(pair, random);
  yield* tcp.open();
  yield* tcp.send(true, clientHello(random.pick(hosts), random));
  yield* tcp.send(false, serverFlight(random));
  yield* tcp.send(true, record(23, noise(random, random.between(40, 120))));
  const exchanges = random.between(1, 4);
  for (let count = 0; count < exchanges; count += 1) {
    yield* tcp.send(true, record(23, noise(random, random.between(80, 900))));
    // Sizes of answers are spread over powers of ten: many small, few huge.
    const size = Math.floor(10 ** (2 + random.fraction() * 3));
    yield* tcp.stream(size, random);
  }
  yield* tcp.close();
}

function* plainWeb(random: Random): Conversation {
  const tcp = new TcpPair(newPair(random, 80), random);
  yield* tcp.open();
  const request = `GET /path/${random.below(1e6)} HTTP/1.1\r\nHost: ${random.pick(hosts)}\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nAccept: */*\r\n\r\n`;
  yield* tcp.send(true, latin1(request));
  const size = Math.floor(10 ** (2 + random.fraction() * 2.5));
  const response = `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${size}\r\n\r\n`;
  yield* tcp.send(false, latin1(response));
  yield* tcp.stream(size, random);
  yield* tcp.close();
}

function* shell(random: Random): Conversation {
  const tcp = new TcpPair(newPair(random, 22), random);
  yield* tcp.open();
  yield* tcp.send(true, latin1('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'));
  yield* tcp.send(false, latin1('SSH-2.0-OpenSSH_9.6\r\n'));
  for (let key = random.between(5, 40); key > 0; key -= 1) {
    yield* tcp.send(true, noise(random, 36));
    yield* tcp.send(false, noise(random, random.between(36, 120)));
  }
  yield* tcp.close();
}

function* quic(random: Random): Conversation {
  const pair = newPair(random, 443);
  const id = noise(random, 8);
  const initial = concat(Uint8Array.of(0xc3, 0, 0, 0, 1, 8), id, Uint8Array.of(0, 0, 0x44, 0x9e));
  yield udp(pair, true, concat(initial, noise(random, 1200 - initial.length)), 0);
  yield udp(pair, false, concat(initial, noise(random, 1200 - initial.length)), 20 * milliseconds);
  const datagrams = Math.floor(10 ** (0.7 + random.fraction() * 2));
  const header = concat(Uint8Array.of(0x4f), id);
  for (let count = 0; count < datagrams; count += 1) {
    yield udp(pair, false, concat(header, noise(random, quicDatagram - 9)), 300);
    if (count % 4 === 3) yield udp(pair, true, concat(header, noise(random, 26)), 100);
  }
}

function* nameLookup(random: Random): Conversation {
  const pair = newPair(random, 53);
  const id = noise(random, 2);
  const question = concat(name(random.pick(hosts)), Uint8Array.of(0, random.chance(0.3) ? 28 : 1, 0, 1));
  yield udp(pair, true, concat(id, hex('0100 0001 0000 0000 0000'), question), 0);
  const answers = random.between(1, 4);
  const parts = [id, hex('8180 0001'), Uint8Array.of(0, answers), hex('0000 0000'), question];
  for (let count = 0; count < answers; count += 1) {
    parts.push(hex('c00c 0001 0001 00000e10 0004'), noise(random, 4));
  }
  yield udp(pair, false, concat(...parts), 12 * milliseconds);
}

function* timeService(random: Random): Conversation {
  const pair = newPair(random, 123);
  yield udp(pair, true, concat(hex('23020020'), noise(random, 44)), 0);
  yield udp(pair, false, concat(hex('24020020'), noise(random, 44)), 15 * milliseconds);
}

function* announcement(random: Random): Conversation {
  const pair = newPair(random, 5353);
  const question = concat(name('_services._dns-sd._udp.local'), hex('000c 0001'));
  yield udp(pair, true, concat(hex('0000 0000 0001 0000 0000 0000'), question), 0);
}

function* addressResolution(random: Random): Conversation {
  const { client, server } = newPair(random, 0);
  const from = client.address.length === 4 ? client.address : noise(random, 4);
  const wanted = noise(random, 4);
  const start = hex('0001 0800 06 04');
  const broadcast = new Uint8Array(6).fill(255);
  const request = concat(start, hex('0001'), client.mac, from, new Uint8Array(6), wanted, new Uint8Array(18));
  yield { bytes: concat(broadcast, client.mac, hex('0806'), request), gapMicroseconds: 0 };
  if (random.chance(0.6)) return;
  const reply = concat(start, hex('0002'), server.mac, wanted, client.mac, from, new Uint8Array(18));
  yield { bytes: concat(client.mac, server.mac, hex('0806'), reply), gapMicroseconds: 300 };
}

function* ping(random: Random): Conversation {
  const pair = newPair(random, 0);
  const isIpv6 = pair.client.address.length === 16;
  for (let sequence = 1; sequence <= 4; sequence += 1) {
    const body = concat(Uint8Array.of(0x12, 0x34, 0, sequence), noise(random, 56));
    const message = (type: number): Uint8Array => concat(Uint8Array.of(type, 0, 0xab, 0xcd), body);
    const protocol = isIpv6 ? 58 : 1;
    yield packet(pair, true, protocol, message(isIpv6 ? 128 : 8), 0);
    yield packet(pair, false, protocol, message(isIpv6 ? 129 : 0), 9 * milliseconds);
  }
}

/** One TCP connection: keeps the sequence numbers of both sides. */
class TcpPair {
  readonly #pair: Pair;
  readonly #sequence: [number, number];
  readonly #roundTrip: number;
  #stamp: number;

  constructor(pair: Pair, random: Random) {
    this.#pair = pair;
    this.#sequence = [random.unsigned(), random.unsigned()];
    this.#roundTrip = random.between(1, 60) * milliseconds;
    this.#stamp = random.unsigned();
  }

  *open(): Conversation {
    const options = hex('0204 05b4 0402 080a 00000000 00000000 01 0303 07');
    yield this.#segment(true, 0x02, noBytes, 0, options);
    yield this.#segment(false, 0x12, noBytes, this.#roundTrip, options);
    yield this.#segment(true, 0x10, noBytes, 50);
  }

  /** One message in as many segments as it takes, acknowledged by the other side. */
  *send(fromClient: boolean, bytes: Uint8Array): Conversation {
    for (let at = 0; at < bytes.length; at += fullSegment) {
      const last = at + fullSegment >= bytes.length;
      const gap = at === 0 ? this.#roundTrip : 30;
      yield this.#segment(fromClient, last ? 0x18 : 0x10, bytes.subarray(at, at + fullSegment), gap);
    }
    yield this.#segment(!fromClient, 0x10, noBytes, 100);
  }

  /** A long answer of the server: TLS records cut into full segments, every second one acknowledged. */
  *stream(size: number, random: Random): Conversation {
    let left = size;
    for (let count = 0; left > 0; count += 1) {
      const body = noise(random, Math.min(left, fullSegment));
      // A record of 16 KiB begins in every eleventh segment; the others continue one.
      if (count % 11 === 0 && body.length > 5) body.set(hex('17 0303 4000'));
      yield this.#segment(false, left <= fullSegment ? 0x18 : 0x10, body, 120);
      left -= body.length;
      if (count % 2 === 1 || left <= 0) yield this.#segment(true, 0x10, noBytes, 40);
    }
  }

  *close(): Conversation {
    yield this.#segment(true, 0x11, noBytes, 2 * milliseconds);
    yield this.#segment(false, 0x11, noBytes, this.#roundTrip);
    yield this.#segment(true, 0x10, noBytes, 50);
  }

  #segment(
    fromClient: boolean,
    flags: number,
    payload: Uint8Array,
    gapMicroseconds: number,
    openingOptions?: Uint8Array,
  ): Frame {
    const { client, server } = this.#pair;
    const own = fromClient ? 0 : 1;
    this.#stamp += 3;
    const options = openingOptions ?? concat(hex('0101 080a'), word(this.#stamp), word(this.#stamp - 1000));
    const header = concat(
      short(fromClient ? client.port : server.port),
      short(fromClient ? server.port : client.port),
      word(this.#sequence[own]),
      word((flags & 0x10) === 0 ? 0 : (this.#sequence[1 - own] ?? 0)),
      Uint8Array.of(((20 + options.length) / 4) << 4, flags),
      hex('01f5 c3d2 0000'),
      options,
    );
    this.#sequence[own] += payload.length + ((flags & 3) !== 0 ? 1 : 0);
    return packet(this.#pair, fromClient, 6, concat(header, payload), gapMicroseconds);
  }
}
