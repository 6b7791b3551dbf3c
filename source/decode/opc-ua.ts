import { startsWith, u16le, u32le } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safeText } from './text.ts';

const opcUaId = protocolId('OpcUa');
const headerBytes = 8;
const maxMessageBytes = 1 << 24;

/** OPC Unified Architecture, binary over TCP. */
export const opcUa: Protocol = {
  name: 'OpcUa',
  tcpPorts: [4840],
  application: decodeOpcUa,
  // H(EL), A(CK), O(PN), M(SG), C(LO), E(RR)
  guess: { over: 'tcp', firstBytes: [0x48, 0x41, 0x4f, 0x4d, 0x43, 0x45], accepts: isOpcUa },
};

// biome-ignore format: a table
const services: Readonly<Record<number, string>> = {
  422: 'FindServersRequest', 425: 'FindServersResponse', 428: 'GetEndpointsRequest', 431: 'GetEndpointsResponse',
  446: 'OpenSecureChannelRequest', 449: 'OpenSecureChannelResponse', 452: 'CloseSecureChannelRequest',
  461: 'CreateSessionRequest', 464: 'CreateSessionResponse', 467: 'ActivateSessionRequest',
  470: 'ActivateSessionResponse', 473: 'CloseSessionRequest', 476: 'CloseSessionResponse', 527: 'BrowseRequest',
  530: 'BrowseResponse', 554: 'TranslateBrowsePathsRequest', 557: 'TranslateBrowsePathsResponse', 631: 'ReadRequest',
  634: 'ReadResponse', 673: 'WriteRequest', 676: 'WriteResponse', 712: 'CallRequest', 715: 'CallResponse',
  751: 'CreateMonitoredItemsRequest', 754: 'CreateMonitoredItemsResponse', 787: 'CreateSubscriptionRequest',
  790: 'CreateSubscriptionResponse', 826: 'PublishRequest', 829: 'PublishResponse', 397: 'ServiceFault',
  781: 'DeleteMonitoredItemsRequest', 847: 'DeleteSubscriptionsRequest', 850: 'DeleteSubscriptionsResponse',
};

/** Three letters, F, C or A for the chunk, and a length that makes sense. */
function isOpcUa(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end) return false;
  const chunk = bytes[at + 3];
  if (chunk !== 0x46 && chunk !== 0x43 && chunk !== 0x41) return false;
  const length = u32le(bytes, at + 4);
  return length >= headerBytes && length <= maxMessageBytes && messageName(p, at, end) !== '';
}

function messageName(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  if (startsWith(bytes, at, end, 'HEL')) return 'Hello message';
  if (startsWith(bytes, at, end, 'ACK')) return 'Acknowledge message';
  if (startsWith(bytes, at, end, 'ERR')) return 'Error message';
  if (startsWith(bytes, at, end, 'OPN')) return 'OpenSecureChannel message';
  if (startsWith(bytes, at, end, 'CLO')) return 'CloseSecureChannel message';
  return startsWith(bytes, at, end, 'MSG') ? 'UA Secure Conversation Message' : '';
}

function decodeOpcUa(p: Packet, at: number, end: number): boolean {
  if (!isOpcUa(p, at, end)) return false;
  p.protocol = opcUaId;
  const { bytes } = p;
  const name = messageName(p, at, end);
  const service = p.wantsInfo ? serviceName(p, at, end) : '';
  if (p.wantsInfo) p.info = service === '' ? name : `${name}: ${service}`;
  if (p.tree) {
    const { tree } = p;
    const stop = Math.min(end, at + u32le(bytes, at + 4));
    tree.layer('OPC Unified Architecture', at, stop);
    tree.field('Message type', `${safeText(bytes, at, at + 3)} (${name})`, at, 3);
    tree.field('Chunk', safeText(bytes, at + 3, at + 4), at + 3, 1);
    tree.field('Size', u32le(bytes, at + 4), at + 4, 4);
    if (startsWith(bytes, at, end, 'HEL') || startsWith(bytes, at, end, 'ACK')) {
      growHeader(tree, bytes, at, stop, [
        ['Version', 8, 4, 'little'],
        ['Receive buffer', 12, 4, 'little'],
        ['Send buffer', 16, 4, 'little'],
        ['Largest message', 20, 4, 'little'],
        ['Largest chunk count', 24, 4, 'little'],
      ]);
      if (startsWith(bytes, at, end, 'HEL') && at + 32 < stop) {
        tree.field('Endpoint', safeText(bytes, at + 32, stop), at + 28, stop - at - 28);
      }
    } else {
      growHeader(tree, bytes, at, stop, [['Secure channel', 8, 4, 'little']]);
      if (service !== '') tree.field('Service', service, at + 24, 4);
    }
  }
  return true;
}

/** Readable only where messages are not encrypted: the type id, a 4-byte node id, follows the sequence header. */
function serviceName(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  if (!startsWith(bytes, at, end, 'MSG') && !startsWith(bytes, at, end, 'CLO')) return '';
  const node = at + 24;
  if (node + 4 > end || bytes[node] !== 1 || bytes[node + 1] !== 0) return '';
  const id = u16le(bytes, node + 2);
  return services[id] ?? `service ${id}`;
}
