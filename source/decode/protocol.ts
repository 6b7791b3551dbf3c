import type { Packet } from './packet.ts';

/** Decodes the layer whose bytes are [at, end) of `p.bytes`; marks `p` malformed rather than throwing. */
export type LayerDecoder = (p: Packet, at: number, end: number) => void;

/**
 * Decodes an application payload [at, end). Returns false, leaving `p` untouched, when the bytes are not
 * plausibly this protocol: a port number alone proves nothing.
 */
export type ApplicationDecoder = (p: Packet, at: number, end: number) => boolean;

/** How a protocol is recognised on ports that are not its own. */
export type Guess = {
  readonly over: 'tcp' | 'udp' | 'both';
  /** Only payloads that start with one of these bytes are offered; leave out to be offered all (slow). */
  readonly firstBytes?: readonly number[];
  /** Strict: true only when the content is characteristic. Must not allocate. */
  readonly accepts: ApplicationDecoder;
};

/** One protocol: what it is called and where it may appear. Each protocol file exports one or more. */
export type Protocol = {
  readonly name: string;
  /** Called for every position named below that carries a layer. */
  readonly layer?: LayerDecoder;
  readonly linkTypes?: readonly number[];
  readonly etherTypes?: readonly number[];
  readonly ipProtocols?: readonly number[];
  /** PPP protocol numbers (0x0021 IPv4 …). */
  readonly pppProtocols?: readonly number[];
  /** 802.2 destination service access points (0x42 spanning tree …). */
  readonly llcSaps?: readonly number[];
  /** SNAP protocol identifiers with their organisation: organisation × 65536 + identifier. */
  readonly snapProtocols?: readonly number[];
  /** Network layer protocol identifiers of ISO 9577 (0x83 IS-IS …): behind 802.2 0xfe, frame relay, Cisco HDLC. */
  readonly nlpids?: readonly number[];
  /** Called for the ports below and after a successful guess. */
  readonly application?: ApplicationDecoder;
  readonly tcpPorts?: readonly number[];
  readonly udpPorts?: readonly number[];
  readonly sctpPorts?: readonly number[];
  readonly guess?: Guess;
};

const names: string[] = [''];
const families: string[] = [''];
const ids = new Map<string, number>([['', 0]]);

/**
 * The number that stands for a protocol name in the `protocol` column. `family` is what the filter
 * language calls it where the shown name varies: protocolId('TLSv1.2', 'tls').
 */
export function protocolId(name: string, family = name.toLowerCase()): number {
  const known = ids.get(name);
  if (known !== undefined) return known;
  const id = names.length;
  names.push(name);
  families.push(family);
  ids.set(name, id);
  return id;
}

export function protocolName(id: number): string {
  return names[id] ?? '';
}

export function protocolFamily(id: number): string {
  return families[id] ?? '';
}

/** Every name known so far; grows while protocol files load, then never again. */
export function protocolNames(): readonly string[] {
  return names;
}
