import { startsWith, u8, u32, u64 } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safeText } from './text.ts';

const hislipId = protocolId('HiSLIP');
const headerBytes = 16;

/** High-Speed LAN Instrument Protocol: talking to measuring instruments. */
export const hislip: Protocol = {
  name: 'HiSLIP',
  tcpPorts: [4880],
  application: decodeHislip,
  guess: { over: 'tcp', firstBytes: [0x48], accepts: isHislip },
};

// biome-ignore format: a table
const messageTypes: readonly string[] = [
  'Initialize', 'InitializeResponse', 'FatalError', 'Error', 'AsyncLock', 'AsyncLockResponse', 'Data', 'DataEnd',
  'DeviceClearComplete', 'DeviceClearAcknowledge', 'AsyncRemoteLocalControl', 'AsyncRemoteLocalResponse', 'Trigger',
  'Interrupted', 'AsyncInterrupted', 'AsyncMaximumMessageSize', 'AsyncMaximumMessageSizeResponse', 'AsyncInitialize',
  'AsyncInitializeResponse', 'AsyncDeviceClear', 'AsyncServiceRequest', 'AsyncStatusQuery', 'AsyncStatusResponse',
  'AsyncDeviceClearAcknowledge', 'AsyncLockInfo', 'AsyncLockInfoResponse', 'GetDescriptors', 'GetDescriptorsResponse',
  'StartTLS', 'AsyncStartTLS', 'AsyncStartTLSResponse', 'EndTLS', 'AsyncEndTLS', 'AsyncEndTLSResponse',
];

function isHislip(p: Packet, at: number, end: number): boolean {
  return (
    at + headerBytes <= end && startsWith(p.bytes, at, end, 'HS') && u8(p.bytes, at + 2) < messageTypes.length
  );
}

function decodeHislip(p: Packet, at: number, end: number): boolean {
  if (!isHislip(p, at, end)) return false;
  p.protocol = hislipId;
  const { bytes } = p;
  const name = messageTypes[u8(bytes, at + 2)] ?? '';
  const content = at + headerBytes;
  // Lengths have 64 bits; anything beyond the segment is a long block of measurements.
  const isLong = u32(bytes, at + 8) !== 0;
  const stop = isLong ? end : Math.min(end, content + u32(bytes, at + 12));
  const type = u8(bytes, at + 2);
  const hasText = type === 0 || type === 2 || type === 3 || type === 6 || type === 7;
  const text = p.wantsInfo && hasText && content < stop ? safeText(bytes, content, stop) : '';
  if (p.wantsInfo) p.info = text === '' ? name : `${name} ${text}`;
  if (p.tree) {
    p.tree.layer('HiSLIP', at, stop);
    p.tree.field('Message type', `${name} (${type})`, at + 2, 1);
    growHeader(p.tree, bytes, at, end, [
      ['Control code', 3, 1],
      ['Message parameter', 4, 4, 'hex'],
    ]);
    p.tree.field('Length', u64(bytes, at + 8), at + 8, 8);
    if (text !== '') p.tree.field('Payload', text, content, stop - content);
  }
  return true;
}
