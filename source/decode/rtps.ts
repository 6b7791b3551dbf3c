import { startsWith, u8 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';

const headerBytes = 20;

function isRtps(p: Packet, at: number, end: number): boolean {
  return startsWith(p.bytes, at, end, 'RTPS') || startsWith(p.bytes, at, end, 'RTPX');
}

// biome-ignore format: a table
const submessages: Readonly<Record<number, string>> = {
  1: 'PAD', 6: 'ACKNACK', 7: 'HEARTBEAT', 8: 'GAP', 9: 'INFO_TS', 12: 'INFO_SRC',
  13: 'INFO_REPLY_IP4', 14: 'INFO_DST', 15: 'INFO_REPLY', 18: 'NACK_FRAG', 19: 'HEARTBEAT_FRAG',
  21: 'DATA', 22: 'DATA_FRAG',
};

function summarize(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  if (startsWith(bytes, at + 9, end, 'DDSPING')) return 'PING';
  let text = '';
  let next = at + headerBytes;
  for (let count = 0; count < 20 && next + 4 <= end; count += 1) {
    text += `${text === '' ? '' : ', '}${submessages[u8(bytes, next)] ?? `submessage ${u8(bytes, next)}`}`;
    const isLittle = (u8(bytes, next + 1) & 1) !== 0;
    const length = isLittle
      ? u8(bytes, next + 2) | (u8(bytes, next + 3) << 8)
      : (u8(bytes, next + 2) << 8) | u8(bytes, next + 3);
    // The last submessage may leave its length open.
    if (length === 0) break;
    next += 4 + length;
  }
  return text === '' ? 'RTPS' : text;
}

/** Real-Time Publish-Subscribe, the wire protocol of DDS and ROS 2. */
export const rtps = headerProtocol({
  name: 'RTPS',
  title: 'Real-Time Publish-Subscribe',
  guess: { over: 'both', firstBytes: [0x52], accepts: isRtps },
  accepts: isRtps,
  summarize,
  fields: [
    ['Magic', 0, 4, 'text'],
    ['Version', 4, 2, 'hex'],
    ['Vendor', 6, 2, 'hex'],
    ['Participant prefix', 8, 12, 'bytes'],
  ],
});
