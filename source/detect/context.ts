import { u16 } from '../decode/bytes.ts';
import type { Packet } from '../decode/packet.ts';
import { protocolFamily, protocolId, protocolNames } from '../decode/protocol.ts';
import { flagAck, flagFin, flagRst, flagSyn } from '../decode/tcp.ts';
import type { Tracker } from '../flows/tracker.ts';
import { interest, type PacketContext } from './contracts.ts';
import { PacketClock } from './packet-clock.ts';

const tcpNumber = 6;
const udpNumber = 17;
const icmpNumber = 1;
const icmpv6Number = 58;
const etherTypeArp = 0x0806;
/** Ethernet (1) and IPv4 (0x0800) with addresses of 6 and 4 bytes: how an ordinary ARP message begins. */
const arpHardwareAndProtocol = 0x0001_0800;
const arpAddressLengths = 0x0604;
const arpBytes = 28;
const ethernetBytes = 14;
const vlanTagBytes = 4;
const tlsHandshake = 22;
const tcpId = protocolId('TCP');
const udpId = protocolId('UDP');
const dnsId = protocolId('DNS');

/** The one packet context there is; `fill` makes it speak of the next packet. */
export class MutablePacketContext implements PacketContext {
  packet: Packet;
  number = 0;
  second = 0;
  readonly #time = new PacketClock();
  readonly clock = this.#time.now;
  ahead = 0;
  flow = -1;
  side = 0;
  isNewFlow = false;
  source = -1;
  destination = -1;
  traits = 0;
  arpSender = 0;
  arpTarget = 0;
  /** Traits of each protocol number; grows with the catalogue. */
  #traitsOf: Uint16Array = new Uint16Array(0);

  constructor(packet: Packet) {
    this.packet = packet;
  }

  /** After `tracker.add(p)`, which answered `flow`. */
  fill(p: Packet, tracker: Tracker, flow: number, number: number): void {
    this.packet = p;
    this.number = number;
    this.#time.follow(p.seconds, p.nanoseconds);
    this.second = this.#time.second;
    this.ahead = this.#time.ahead;
    this.flow = flow;
    if (flow >= 0) {
      this.side = tracker.flows.side;
      this.isNewFlow = tracker.flows.isNew;
      this.source = tracker.sourceHost;
      this.destination = tracker.destinationHost;
    } else {
      this.side = 0;
      this.isNewFlow = false;
      this.source = -1;
      this.destination = -1;
    }
    this.traits = interest.everyPacket | (this.isNewFlow ? interest.newFlow : 0) | this.#traits(p);
  }

  #traits(p: Packet): number {
    switch (p.ipProtocol) {
      case tcpNumber:
        return this.#tcpTraits(p);
      case udpNumber:
        return interest.udp | this.#applicationTraits(p);
      case icmpNumber:
        return interest.icmp;
      case icmpv6Number:
        return interest.icmpv6;
      default:
        return p.arpOpcode > 0 && this.#readArp(p) ? interest.arp : 0;
    }
  }

  #tcpTraits(p: Packet): number {
    const { tcpFlags } = p;
    // Later fragments have no header.
    if (tcpFlags < 0) return 0;
    let traits = 0;
    if ((tcpFlags & flagSyn) !== 0)
      traits |= (tcpFlags & flagAck) === 0 ? interest.tcpSyn : interest.tcpSynAck;
    if ((tcpFlags & flagRst) !== 0) traits |= interest.tcpReset;
    if ((tcpFlags & flagFin) !== 0) traits |= interest.tcpFin;
    if (p.payloadLength > 0) traits |= interest.tcpData | this.#applicationTraits(p);
    return traits;
  }

  #applicationTraits(p: Packet): number {
    const { protocol } = p;
    if (protocol === tcpId || protocol === udpId) return 0;
    if (protocol >= this.#traitsOf.length) this.#traitsOf = protocolTraits();
    const traits = this.#traitsOf[protocol] as number;
    if (traits !== interest.tls) return traits;
    const at = p.start + p.payloadStart;
    return at < p.end && p.bytes[at] === tlsHandshake ? traits : 0;
  }

  /** Where the message stands is not said by any column: behind the Ethernet header and its tags. */
  #readArp(p: Packet): boolean {
    if (p.hasEthernet !== 1) return false;
    const { bytes } = p;
    let at = p.start + ethernetBytes;
    while (at + arpBytes <= p.end && u16(bytes, at - 2) !== etherTypeArp) at += vlanTagBytes;
    if (at + arpBytes > p.end) return false;
    if (u16(bytes, at) * 0x1_0000 + u16(bytes, at + 2) !== arpHardwareAndProtocol) return false;
    if (u16(bytes, at + 4) !== arpAddressLengths) return false;
    this.arpSender = (u16(bytes, at + 14) << 16) | u16(bytes, at + 16);
    this.arpTarget = (u16(bytes, at + 24) << 16) | u16(bytes, at + 26);
    return true;
  }
}

function protocolTraits(): Uint16Array {
  const names = protocolNames();
  const traits = new Uint16Array(names.length);
  for (let id = 0; id < names.length; id += 1) {
    const family = protocolFamily(id);
    if (id === dnsId) traits[id] = interest.dns;
    else if (family === 'dhcp') traits[id] = interest.dhcp;
    else if (family === 'tls') traits[id] = interest.tls;
    else if (family === 'http') traits[id] = interest.http;
  }
  return traits;
}
