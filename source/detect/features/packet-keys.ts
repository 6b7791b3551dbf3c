import { u16 } from '../../decode/bytes.ts';
import type { Packet } from '../../decode/packet.ts';
import { protocolId } from '../../decode/protocol.ts';
import { flagSyn } from '../../decode/tcp.ts';
import type { FlowTable } from '../../flows/flow-table.ts';
import { mix } from '../../flows/keyed-table.ts';
import type { PacketContext } from '../contracts.ts';
import { addressKey } from '../host-key.ts';
import { protocolKey } from '../protocol-key.ts';

const tcpNumber = 6;
const udpNumber = 17;
const icmpNumber = 1;
const icmpv6Number = 58;
const ethernetBytes = 14;
const vlanTagBytes = 4;
const mostTags = 4;
const firstEtherType = 0x0600;
const tagTypes: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100]);
/** Below are ports of services, whoever spoke first; from here on systems pick ports for those who ask. */
const wellKnownPorts = 1024;
const firstDynamicPort = 32_768;
const gooseId = protocolId('GOOSE');
const ptp1Id = protocolId('PTPv1', 'ptp');
const ptp2Id = protocolId('PTPv2', 'ptp');

/** Who talks to whom about what, as keys that stay the same from one life of the program to the next. */
export class PacketKeys {
  source = 0;
  destination = 0;
  /** The service, on whichever side it is. */
  service = 0;
  /** 0 says it is asked, 1 that it answers; 0 without IP. */
  side = 0;
  /** Of what carries no IP; 0 with it. */
  etherType = 0;
  protocol = 0;
  /** Where what is behind Ethernet's header begins in the packet's bytes; 0 with IP, or where there is none. */
  bodyAt = 0;

  read(context: PacketContext, flows: FlowTable): void {
    const p = context.packet;
    this.protocol = protocolKey(p.protocol);
    if (context.flow < 0) {
      this.#readWithoutIp(context, p);
      return;
    }
    this.etherType = 0;
    this.bodyAt = 0;
    this.source = addressKey(p.addressKind, p.src0, p.src1, p.src2, p.src3);
    this.destination = addressKey(p.addressKind, p.dst0, p.dst1, p.dst2, p.dst3);
    this.#readService(context, p, flows);
  }

  #readService(context: PacketContext, p: Packet, flows: FlowTable): void {
    const { flow } = context;
    let port = -1;
    this.side = context.side;
    if (p.ipProtocol === tcpNumber || p.ipProtocol === udpNumber) {
      const asker = flows.port[flow * 2] as number;
      port = flows.port[flow * 2 + 1] as number;
      if (isAnswerSeenFirst(flows, flow, asker, port)) {
        port = asker;
        this.side = 1 - context.side;
      }
    } else if (p.ipProtocol === icmpNumber || p.ipProtocol === icmpv6Number) {
      port = (p.icmpType << 8) | (p.icmpCode & 0xff);
      this.side = 0;
    }
    this.service = mix(p.ipProtocol, port);
  }

  #readWithoutIp(context: PacketContext, p: Packet): void {
    this.side = 0;
    const at = bodyStart(p);
    this.bodyAt = at;
    const { bytes } = p;
    this.etherType = at > 0 ? mix(0x7479_7065, u16(bytes, at - 2)) : mix(0x6c69_6e6b, p.linkType);
    let about = 0;
    if (p.arpOpcode >= 0) about = p.arpOpcode;
    else if (p.protocol === gooseId && at > 0 && at + 2 <= p.end) about = u16(bytes, at);
    else if ((p.protocol === ptp1Id || p.protocol === ptp2Id) && at > 0 && at < p.end)
      about = (bytes[at] as number) & 15;
    this.service = mix(mix(this.etherType, this.protocol), about);
    if (p.arpOpcode >= 0) {
      this.source = addressKey(4, 0, 0, 0, context.arpSender);
      this.destination = addressKey(4, 0, 0, 0, context.arpTarget);
    } else {
      this.source = mix(this.service, 1);
      this.destination = mix(this.service, 2);
    }
  }
}

/** A capture that begins in the middle shows answers first: then the port of the one seen first is the service's. */
function isAnswerSeenFirst(flows: FlowTable, flow: number, asker: number, answerer: number): boolean {
  if (((flows.flagsSeen[flow * 2] as number) & flagSyn) !== 0) return false;
  if (asker < 0 || asker >= answerer) return false;
  return asker < wellKnownPorts
    ? answerer >= wellKnownPorts
    : asker < firstDynamicPort && answerer >= firstDynamicPort;
}

/** Behind Ethernet's header and tags, where its EtherType stands right before; 0 where there is none. */
function bodyStart(p: Packet): number {
  if (p.hasEthernet !== 1) return 0;
  const { bytes } = p;
  let at = p.start + ethernetBytes;
  for (let tags = 0; at <= p.end; tags += 1) {
    const type = u16(bytes, at - 2);
    if (!tagTypes.has(type) || tags === mostTags) return type >= firstEtherType ? at : 0;
    at += vlanTagBytes;
  }
  return 0;
}
