import { startsWith, u8 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { protocolId } from './protocol.ts';

/** Windows' browser announcements and other server messages inside NetBIOS without TCP. */

const smbId = protocolId('SMB');
const browserId = protocolId('BROWSER');
const commandTransaction = 0x25;
/** A mailslot's name stands right behind the transaction's fixed words. */
const searchBytes = 128;

/** Names what the payload at `at` is, when it is a server message; false otherwise. */
export function nameServerMessage(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 32 > end || !startsWith(bytes, at, end, '\xffSMB')) return false;
  p.protocol = smbId;
  if (p.wantsInfo)
    p.info = `SMB command 0x${u8(bytes, at + 4)
      .toString(16)
      .padStart(2, '0')}`;
  if (u8(bytes, at + 4) !== commandTransaction) return true;
  const stop = Math.min(end, at + searchBytes);
  for (let next = at + 32; next < stop; next += 1) {
    if (u8(bytes, next) === 0x5c && startsWith(bytes, next, end, '\\MAILSLOT\\BROWSE')) {
      p.protocol = browserId;
      if (p.wantsInfo) p.info = 'Browser announcement';
      return true;
    }
  }
  return true;
}
