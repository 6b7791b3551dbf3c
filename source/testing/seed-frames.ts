import { readdirSync, readFileSync } from 'node:fs';
import { readCapture } from '../capture/read-capture.ts';
import { catalog } from '../decode/catalog.ts';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import type { Protocol } from '../decode/protocol.ts';
import { loadFromBatch } from '../packets/batch.ts';
import { corpusBytes, corpusFiles, corpusIsPresent } from './expectations.ts';
import {
  ethernetFrame,
  fromHex,
  fromText,
  ipv4Frame,
  ipv6Frame,
  join,
  tcpFrame,
  udpFrame,
} from './frames.ts';

/** Frames worth mutating: what the decoder tests wrote by hand, put wherever the protocol may stand; corpus frames. */
export type SeedFrame = {
  readonly bytes: Uint8Array;
  readonly linkType: number;
  readonly origin: string;
};

const decodePath = new URL('../decode/', import.meta.url);
/** Longer seeds cost time and reach nothing shorter ones do not. */
const longestSeed = 1600;
const shortestLiteral = 2;
const anyPort = 40000;

/** The hex and text literals of every decoder test, as frames of the protocol the test is about. */
export async function handMadeFrames(): Promise<SeedFrame[]> {
  const seeds: SeedFrame[] = [];
  for (const name of readdirSync(decodePath).sort()) {
    if (!name.endsWith('.test.ts')) continue;
    const payloads = literals(readFileSync(new URL(name, decodePath), 'utf8'));
    const protocols = await protocolsOf(name.replace('.test.ts', '.ts'));
    for (const payload of payloads) {
      for (const linkType of [1, 101]) seeds.push({ bytes: payload, linkType, origin: name });
      for (const protocol of protocols) placeEverywhere(protocol, payload, name, seeds);
    }
  }
  // Protocols without a test of their own still get their turn, with bytes of others.
  const spare = seeds.filter((_, index) => index % 97 === 0).map(seed => seed.bytes);
  for (const [index, protocol] of catalog.entries()) {
    const payload = spare[index % Math.max(1, spare.length)];
    if (payload) placeEverywhere(protocol, payload, 'catalog', seeds);
  }
  return seeds;
}

async function protocolsOf(file: string): Promise<Protocol[]> {
  try {
    const exported: Record<string, unknown> = await import(new URL(file, decodePath).href);
    return Object.values(exported).filter(isProtocol);
  } catch {
    return [];
  }
}

function isProtocol(value: unknown): value is Protocol {
  return typeof value === 'object' && value !== null && ('layer' in value || 'application' in value);
}

function placeEverywhere(protocol: Protocol, payload: Uint8Array, origin: string, seeds: SeedFrame[]): void {
  const add = (bytes: Uint8Array, linkType = 1): void => {
    if (bytes.length <= longestSeed) seeds.push({ bytes, linkType, origin });
  };
  for (const linkType of protocol.linkTypes ?? []) add(payload, linkType);
  for (const type of protocol.etherTypes ?? []) add(ethernetFrame(type, payload));
  for (const number of protocol.ipProtocols ?? []) {
    add(ipv4Frame(number, payload));
    add(ipv6Frame(number, payload));
  }
  for (const sap of protocol.llcSaps ?? []) {
    add(ethernetFrame(payload.length + 3, join(Uint8Array.of(sap, sap, 3), payload)));
  }
  for (const id of protocol.snapProtocols ?? []) {
    const organisation = Math.floor(id / 65536);
    const header = Uint8Array.of(
      0xaa,
      0xaa,
      3,
      organisation >> 16,
      (organisation >> 8) & 255,
      organisation & 255,
      (id >> 8) & 255,
      id & 255,
    );
    add(ethernetFrame(payload.length + 8, join(header, payload)));
  }
  for (const number of protocol.pppProtocols ?? []) {
    add(join(Uint8Array.of(0xff, 3, number >> 8, number & 255), payload), 9);
  }
  // Both directions of two ports are enough: ports differ in nothing but the number.
  for (const port of (protocol.udpPorts ?? []).slice(0, 2)) {
    add(udpFrame(anyPort, port, payload));
    add(udpFrame(port, anyPort, payload));
  }
  for (const port of (protocol.tcpPorts ?? []).slice(0, 2)) {
    add(tcpFrame(anyPort, port, payload));
    add(tcpFrame(port, anyPort, payload));
  }
  if (protocol.guess && protocol.guess.over !== 'tcp') add(udpFrame(anyPort, anyPort + 1, payload));
  if (protocol.guess && protocol.guess.over !== 'udp') add(tcpFrame(anyPort, anyPort + 1, payload));
}

/** Bytes written in a test as fromHex('…'), fromHex(`…`), fromText('…') or fromText(`…`). */
function literals(source: string): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const match of source.matchAll(/fromHex\(\s*(['"`])([^'"`]*)\1/g)) {
    const digits = (match[2] ?? '').replace(/\$\{[^}]*\}/g, '').replace(/\s+/g, '');
    if (/^([0-9a-f]{2})+$/i.test(digits)) found.push(fromHex(digits));
  }
  for (const match of source.matchAll(/fromText\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g)) {
    found.push(fromText(withoutEscapes(match[2] ?? '')));
  }
  return found.filter(bytes => bytes.length >= shortestLiteral && bytes.length <= longestSeed);
}

function withoutEscapes(text: string): string {
  return text.replace(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|.)/gi, (_, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return { r: '\r', n: '\n', t: '\t', '0': '\0' }[code] ?? code;
  });
}

/** Of each protocol (by our name) in the corpus a few frames, and the first of each file. Empty without the corpus. */
export function corpusFrames(perProtocol = 8): SeedFrame[] {
  if (!corpusIsPresent) return [];
  const seeds: SeedFrame[] = [];
  const taken = new Map<string, number>();
  const p = new Packet();
  for (const { path } of corpusFiles()) {
    let first = true;
    readCapture(corpusBytes(path), {
      notice: () => undefined,
      packets: batch => {
        for (let index = 0; index < batch.count; index += 1) {
          loadFromBatch(p, batch, index);
          decode(p);
          const key = `${p.protocol} ${p.linkType}`;
          const count = taken.get(key) ?? 0;
          if ((count >= perProtocol && !first) || p.end - p.start > longestSeed) continue;
          first = false;
          taken.set(key, count + 1);
          seeds.push({ bytes: p.bytes.slice(p.start, p.end), linkType: p.linkType, origin: path });
        }
      },
    });
  }
  return seeds;
}
