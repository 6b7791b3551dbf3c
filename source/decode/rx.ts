import { u8, u16, u32 } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

const rxId = protocolId('RX');
const afsId = protocolId('AFS (RX)', 'afs');
const headerBytes = 28;
const typeData = 1;
const typeAbort = 3;
const clientFlag = 0x01;

/** RX, the remote procedure calls the Andrew File System is made of. */
export const rx: Protocol = {
  name: 'RX',
  udpPorts: [7000, 7001, 7002, 7003, 7004, 7005, 7006, 7007, 7008, 7009, 7021],
  application: decodeRx,
};

// biome-ignore format: a table
const packetTypes: Readonly<Record<number, string>> = {
  1: 'data', 2: 'busy', 3: 'abort', 4: 'ack', 5: 'challenge', 6: 'response', 7: 'ackall', 8: 'params',
  9: 'params', 10: 'params', 11: 'params', 13: 'version',
};

// biome-ignore format: a table
const serviceNames: Readonly<Record<number, string>> = {
  7000: 'FS', 7001: 'CB', 7002: 'PROT', 7003: 'VLDB', 7004: 'KAUTH', 7005: 'VOL', 7006: 'ERROR', 7007: 'BOS',
  7008: 'UPD', 7009: 'RMTSYS', 7021: 'BACKUP',
};

// biome-ignore format: a table
const fileServerCalls: Readonly<Record<number, string>> = {
  130: 'fetch-data', 131: 'fetch-acl', 132: 'fetch-status', 133: 'store-data', 134: 'store-acl', 135: 'store-status',
  136: 'remove-file', 137: 'create-file', 138: 'rename', 139: 'symlink', 140: 'link', 141: 'makedir', 142: 'rmdir',
  147: 'give-up-callbacks', 148: 'get-volume-info', 149: 'get-volume-status', 150: 'set-volume-status',
  151: 'get-root-volume', 153: 'get-time', 155: 'bulk-status', 156: 'set-lock', 157: 'extend-lock',
  158: 'release-lock', 161: 'dfs-lookup', 65536: 'inline-bulk-status', 65537: 'fetch-data-64', 65538: 'store-data-64',
};

function decodeRx(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end) return false;
  const type = u8(bytes, at + 20);
  if (packetTypes[type] === undefined || u8(bytes, at + 23) > 8) return false;
  // Data and aborts speak for the service above; everything else is between the two RX endpoints.
  p.protocol = type === typeData || type === typeAbort ? afsId : rxId;
  if (p.wantsInfo) p.info = summarize(p, at, end, type);
  if (p.tree) growTree(p, at, end, type);
  return true;
}

function summarize(p: Packet, at: number, end: number, type: number): string {
  const { bytes } = p;
  const isCall = (u8(bytes, at + 21) & clientFlag) !== 0;
  const service = serviceNames[isCall ? p.carrierDstPort : p.carrierSrcPort] ?? 'AFS';
  const place = `Seq: ${u32(bytes, at + 12)}  Call: ${u32(bytes, at + 8)}`;
  if (type === typeAbort) return `${service} abort  ${place}`;
  if (type !== typeData) return `${(packetTypes[type] ?? '').toUpperCase()}  ${place}`;
  let text = `${service} ${isCall ? 'call' : 'reply'}`;
  if (isCall && u32(bytes, at + 12) === 1 && at + headerBytes + 4 <= end) {
    const operation = u32(bytes, at + headerBytes);
    text += ` ${(service === 'FS' ? fileServerCalls[operation] : undefined) ?? `operation ${operation}`}`;
  }
  return `${text}  ${place}`;
}

function growTree(p: Packet, at: number, end: number, type: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer('RX', at, Math.min(end, at + headerBytes));
  growHeader(tree, bytes, at, end, [
    ['Epoch', 0, 4, 'hex'],
    ['Connection id', 4, 4, 'hex'],
    ['Call number', 8, 4],
    ['Sequence number', 12, 4],
    ['Serial', 16, 4],
    ['Type', 20, 1, packetTypes],
    ['Flags', 21, 1, 'hex'],
    ['User status', 22, 1],
    ['Security index', 23, 1],
    ['Service id', 26, 2],
  ]);
  const content = at + headerBytes;
  if (content >= end) return;
  tree.layer(type === typeData ? 'Andrew File System' : 'RX content', content, end);
  tree.field(
    'Service',
    serviceNames[Math.min(p.carrierSrcPort, p.carrierDstPort)] ?? u16(bytes, at + 26),
    at + 26,
    2,
  );
  if (type === typeData && u32(bytes, at + 12) === 1)
    growHeader(tree, bytes, content, end, [['Operation', 0, 4]]);
}
