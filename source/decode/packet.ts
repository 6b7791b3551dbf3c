import type { Bytes } from './bytes.ts';
import type { Tree } from './tree.ts';

/** What `src0…3` and `dst0…3` hold. */
export const addressNone = 0;
export const addressIpv4 = 4;
export const addressIpv6 = 6;

/** `fragment`: whole packet, first fragment (has ports), later fragment (has none). */
export const fragmentNone = 0;
export const fragmentFirst = 1;
export const fragmentLater = 2;

/** `nameKind`: what kind of name stands at `nameStart`; read it with `readName` (names.ts). */
export const nameNone = 0;
export const nameDnsQuery = 1;
export const nameTlsServer = 2;
export const nameHttpHost = 3;
/** The name is inside an encrypted QUIC Initial: found by decrypting, when somebody asks. */
export const nameQuicInitial = 4;
export const nameBanner = 5;

/**
 * One decoded packet. A single instance is reused for ever: decoders write numbers into it, the ring
 * copies them into columns. Everything is an int32 (uint32 values are stored `| 0` and read `>>> 0`),
 * because V8 keeps those in place while larger numbers would be allocated anew on every store.
 *
 * Columns describe the outermost network layer; in tunnels the layers inside appear in tree and info
 * only, except `protocol`, which is the innermost one recognised.
 */
export class Packet {
  // --- what is decoded; set by the caller before `decode` -------------------------------------------
  bytes: Bytes = new Uint8Array(0);
  start = 0;
  /** End of the captured bytes: no decoder reads at or beyond it. */
  end = 0;
  /** Length on the wire. */
  length = 0;
  linkType = 1;
  interfaceId = 0;
  seconds = 0;
  nanoseconds = 0;
  /**
   * What TCP's numbers are shown relative to: the first sequence number of the sender and of its peer. Only
   * info and tree of the outermost layer look at them; 0 shows the numbers as sent.
   */
  baseSequence = 0;
  baseAcknowledgment = 0;
  /** Ask for `info`. Without it decoders must not allocate. */
  wantsInfo = false;
  /** Ask for the field tree; implies `wantsInfo`. */
  tree: Tree | undefined = undefined;

  // --- columns ---------------------------------------------------------------------------------------
  hasEthernet = 0;
  ethSrcHigh = 0;
  ethSrcLow = 0;
  ethDstHigh = 0;
  ethDstLow = 0;
  /** EtherType of the outermost header that has one (before VLAN tags), -1 without. */
  etherType = -1;
  /** Outermost VLAN id, -1 without. */
  vlan = -1;
  addressKind: number = addressNone;
  src0 = 0;
  src1 = 0;
  src2 = 0;
  src3 = 0;
  dst0 = 0;
  dst1 = 0;
  dst2 = 0;
  dst3 = 0;
  /** IPv4 protocol, or the last next-header of an IPv6 chain; -1 without IP. */
  ipProtocol = -1;
  ttl = -1;
  fragment: number = fragmentNone;
  srcPort = -1;
  dstPort = -1;
  tcpFlags = -1;
  sequence = 0;
  acknowledgment = 0;
  window = -1;
  icmpType = -1;
  icmpCode = -1;
  arpOpcode = -1;
  /** See `protocolName`. */
  protocol = 0;
  /** First byte of the outermost IP header, counted from `start`; -1 without. */
  networkStart = -1;
  /** First byte above the outermost transport header, counted from `start`; -1 without. */
  payloadStart = -1;
  /** Bytes above the outermost transport header as sent, even where fewer were captured. */
  payloadLength = 0;
  nameKind: number = nameNone;
  /** Counted from `start`. */
  nameStart = 0;
  nameLength = 0;

  // --- findings --------------------------------------------------------------------------------------
  /** Empty, or why the packet breaks its own format. Always one of a fixed set of literals. */
  malformed = '';
  info = '';

  // --- while decoding --------------------------------------------------------------------------------
  /** Nesting so far; see `enterLayer`. */
  depth = 0;
  /** IP headers passed so far: 0 before the first, 1 inside the outermost, more inside tunnels. */
  networkLayers = 0;
  /** Where the current layer would end had everything been captured; may lie beyond `end`. */
  wireEnd = 0;
  /** IP protocol that carries the current payload: 6 TCP, 17 UDP, 132 SCTP, -1 before. */
  carrier = -1;
  /** Ports of the innermost transport header: equal to `srcPort` outside tunnels. */
  carrierSrcPort = -1;
  carrierDstPort = -1;

  /** Forgets the last packet. */
  reset(): void {
    this.hasEthernet = 0;
    this.ethSrcHigh = 0;
    this.ethSrcLow = 0;
    this.ethDstHigh = 0;
    this.ethDstLow = 0;
    this.etherType = -1;
    this.vlan = -1;
    this.addressKind = addressNone;
    this.src0 = 0;
    this.src1 = 0;
    this.src2 = 0;
    this.src3 = 0;
    this.dst0 = 0;
    this.dst1 = 0;
    this.dst2 = 0;
    this.dst3 = 0;
    this.ipProtocol = -1;
    this.ttl = -1;
    this.fragment = fragmentNone;
    this.srcPort = -1;
    this.dstPort = -1;
    this.tcpFlags = -1;
    this.sequence = 0;
    this.acknowledgment = 0;
    this.window = -1;
    this.icmpType = -1;
    this.icmpCode = -1;
    this.arpOpcode = -1;
    this.protocol = 0;
    this.networkStart = -1;
    this.payloadStart = -1;
    this.payloadLength = 0;
    this.nameKind = nameNone;
    this.nameStart = 0;
    this.nameLength = 0;
    this.malformed = '';
    this.info = '';
    this.depth = 0;
    this.networkLayers = 0;
    this.carrier = -1;
    this.carrierSrcPort = -1;
    this.carrierDstPort = -1;
    this.wireEnd = this.start + this.length;
  }

  /** Inside the outermost network layer (or before any): columns may be written. */
  get isOutermost(): boolean {
    return this.networkLayers <= 1;
  }

  /** The capture cut this packet short (snap length), so missing bytes are nobody's fault. */
  get isCutShort(): boolean {
    return this.end - this.start < this.length;
  }

  /** Records why the packet is malformed; the first reason stays. `reason` must be a literal. */
  fail(reason: string): void {
    if (this.malformed === '') this.malformed = reason;
  }

  /**
   * For a layer that needs more bytes than there are: says so, and returns nothing a decoder could
   * continue with. A packet cut short by the snap length is not called malformed.
   */
  tooShort(reason: string): void {
    if (!this.isCutShort) this.fail(reason);
  }

  /** Remembers where a name stands; the outermost packet's first name wins. */
  name(kind: number, at: number, length: number): void {
    if (this.nameKind !== nameNone || !this.isOutermost) return;
    this.nameKind = kind;
    this.nameStart = at - this.start;
    this.nameLength = length;
  }
}
