import { u8 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type ApplicationDecoder, type LayerDecoder, type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber } from './text.ts';

/**
 * Who decodes what comes next. Protocol files name the positions they may appear in (EtherType, IP
 * protocol, port …); `register` puts them into tables, and the layer below asks here. That keeps protocol
 * files free of imports of each other, so tunnels need no cycles.
 */

/** Tunnels in tunnels in tunnels: beyond this many layers nothing is decoded any more. */
const maxDepth = 16;

/** A sparse map from a number to a decoder: one byte per number, dense in the cache. */
class DecoderTable<Decoder> {
  private readonly slots: Uint16Array;
  private readonly decoders: (Decoder | undefined)[] = [undefined];

  constructor(size: number) {
    this.slots = new Uint16Array(size);
  }

  set(key: number, decoder: Decoder, owner: string): void {
    if (this.slots[key] !== 0) throw new Error(`${owner}: number ${key} is already taken`);
    const known = this.decoders.indexOf(decoder);
    if (known > 0) this.slots[key] = known;
    else this.slots[key] = this.decoders.push(decoder) - 1;
  }

  get(key: number): Decoder | undefined {
    const slot = this.slots[key];
    return slot === undefined ? undefined : this.decoders[slot];
  }
}

const linkTypes = new DecoderTable<LayerDecoder>(512);
const etherTypes = new DecoderTable<LayerDecoder>(65536);
const ipProtocols = new DecoderTable<LayerDecoder>(256);
const pppProtocols = new DecoderTable<LayerDecoder>(65536);
const llcSaps = new DecoderTable<LayerDecoder>(256);
const nlpids = new DecoderTable<LayerDecoder>(256);
const snapProtocols = new Map<number, LayerDecoder>();
const tcpPorts = new DecoderTable<ApplicationDecoder>(65536);
const udpPorts = new DecoderTable<ApplicationDecoder>(65536);
const sctpPorts = new DecoderTable<ApplicationDecoder>(65536);

type Guesser = { readonly accepts: ApplicationDecoder; readonly decode: ApplicationDecoder };
const emptyGuesses = (): Guesser[][] => Array.from({ length: 256 }, () => []);
const tcpGuesses = emptyGuesses();
const udpGuesses = emptyGuesses();

export function register(protocols: readonly Protocol[]): void {
  for (const protocol of protocols) {
    const { name, layer, application, guess } = protocol;
    if (layer) {
      for (const key of protocol.linkTypes ?? []) linkTypes.set(key, layer, name);
      for (const key of protocol.etherTypes ?? []) etherTypes.set(key, layer, name);
      for (const key of protocol.ipProtocols ?? []) ipProtocols.set(key, layer, name);
      for (const key of protocol.pppProtocols ?? []) pppProtocols.set(key, layer, name);
      for (const key of protocol.llcSaps ?? []) llcSaps.set(key, layer, name);
      for (const key of protocol.nlpids ?? []) nlpids.set(key, layer, name);
      for (const key of protocol.snapProtocols ?? []) snapProtocols.set(key, layer);
    }
    if (application) {
      for (const key of protocol.tcpPorts ?? []) tcpPorts.set(key, application, name);
      for (const key of protocol.udpPorts ?? []) udpPorts.set(key, application, name);
      for (const key of protocol.sctpPorts ?? []) sctpPorts.set(key, application, name);
      if (guess) {
        const guesser = { accepts: guess.accepts, decode: application };
        const bytes = guess.firstBytes ?? Array.from({ length: 256 }, (_, byte) => byte);
        for (const byte of bytes) {
          if (guess.over !== 'udp') tcpGuesses[byte]?.push(guesser);
          if (guess.over !== 'tcp') udpGuesses[byte]?.push(guesser);
        }
      }
    }
  }
}

/** False (and the packet marked) when layers are nested too deeply to go on. */
export function enterLayer(p: Packet): boolean {
  p.depth += 1;
  if (p.depth <= maxDepth) return true;
  p.fail('too many nested layers');
  return false;
}

export function decodeLinkType(p: Packet, linkType: number, at: number, end: number): void {
  const decoder = linkTypes.get(linkType);
  if (decoder === undefined) {
    if (p.wantsInfo) p.info = `link type ${linkType}, not decoded, ${end - at} bytes`;
    data(p, at, end);
  } else if (enterLayer(p)) decoder(p, at, end);
}

/** Hands on by EtherType; values below 0x0600 are 802.3 lengths and are the caller's business. */
export function decodeEtherType(p: Packet, type: number, at: number, end: number): void {
  const decoder = etherTypes.get(type);
  if (decoder === undefined) unknownEtherType(p, type, at, end);
  else if (enterLayer(p)) decoder(p, at, end);
}

/** Whether an EtherType means anything to us: for headers that must tell content from noise. */
export function knowsEtherType(type: number): boolean {
  return etherTypes.get(type) !== undefined;
}

const ethernetId = protocolId('Ethernet');

function unknownEtherType(p: Packet, type: number, at: number, end: number): void {
  p.protocol = ethernetId;
  if (p.wantsInfo) p.info = `EtherType ${hexNumber(type)}, ${end - at} bytes`;
  data(p, at, end);
}

/** Hands on by IP protocol number; false when nobody knows it. */
export function decodeIpProtocol(p: Packet, protocol: number, at: number, end: number): boolean {
  const decoder = ipProtocols.get(protocol);
  if (decoder === undefined) return false;
  if (enterLayer(p)) decoder(p, at, end);
  return true;
}

export function decodePppProtocol(p: Packet, protocol: number, at: number, end: number): boolean {
  const decoder = pppProtocols.get(protocol);
  if (decoder === undefined) return false;
  if (enterLayer(p)) decoder(p, at, end);
  return true;
}

export function decodeLlcSap(p: Packet, sap: number, at: number, end: number): boolean {
  const decoder = llcSaps.get(sap);
  if (decoder === undefined) return false;
  if (enterLayer(p)) decoder(p, at, end);
  return true;
}

export function decodeNlpid(p: Packet, nlpid: number, at: number, end: number): boolean {
  const decoder = nlpids.get(nlpid);
  if (decoder === undefined) return false;
  if (enterLayer(p)) decoder(p, at, end);
  return true;
}

export function decodeSnap(p: Packet, organisation: number, id: number, at: number, end: number): boolean {
  const decoder = snapProtocols.get(organisation * 65536 + id);
  if (decoder === undefined) return false;
  if (enterLayer(p)) decoder(p, at, end);
  return true;
}

/**
 * Finds the application of a TCP, UDP or SCTP payload: content that is characteristic first on unknown
 * ports, the lower port first on known ones. False when nobody claims it.
 */
export function decodeApplication(p: Packet, at: number, end: number): boolean {
  if (at >= end || !enterLayer(p)) return false;
  const ports = p.carrier === 6 ? tcpPorts : p.carrier === 17 ? udpPorts : sctpPorts;
  const low = Math.min(p.carrierSrcPort, p.carrierDstPort);
  const high = Math.max(p.carrierSrcPort, p.carrierDstPort);
  const byLow = ports.get(low);
  if (byLow?.(p, at, end) === true) return true;
  const byHigh = high === low ? undefined : ports.get(high);
  if (byHigh !== byLow && byHigh?.(p, at, end) === true) return true;
  if (p.carrier === 132) return false;
  const guesses = (p.carrier === 6 ? tcpGuesses : udpGuesses)[u8(p.bytes, at)];
  if (guesses === undefined) return false;
  for (let index = 0; index < guesses.length; index += 1) {
    const guess = guesses[index] as Guesser;
    if (guess.accepts(p, at, end) && guess.decode(p, at, end)) return true;
  }
  return false;
}

/** Shows bytes nobody decodes. */
export function data(p: Packet, at: number, end: number): void {
  if (p.tree && at < end) {
    p.tree.layer('Data', at, end);
    p.tree.field('Bytes', hex(p.bytes, at, end), at, end - at);
  }
}
