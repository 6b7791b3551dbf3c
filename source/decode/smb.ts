import { startsWith, u8, u16 } from './bytes.ts';
import { growHeader, type NameTable } from './header-fields.ts';
import { netbiosNameText } from './netbios-name.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { growSmb1, summarizeSmb1 } from './smb1.ts';
import { growSmb2, summarizeSmb2 } from './smb2.ts';

const nbssId = protocolId('NBSS');
const smbId = protocolId('SMB');
const smb2Id = protocolId('SMB2', 'smb');
const sessionHeaderBytes = 4;

/** File sharing: SMB 1, 2 and 3 inside NetBIOS session messages, on 139 and directly on 445. */
export const smb: Protocol = {
  name: 'SMB',
  tcpPorts: [139, 445],
  application: decodeSmb,
};

const sessionTypes: NameTable = {
  0: 'Session message',
  129: 'Session request',
  130: 'Positive session response',
  131: 'Negative session response',
  132: 'Retarget session response',
  133: 'Session keep-alive',
};

function decodeSmb(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const type = u8(bytes, at);
  p.protocol = nbssId;
  if (at + sessionHeaderBytes > end || sessionTypes[type] === undefined) {
    if (p.wantsInfo) p.info = 'NBSS Continuation Message';
    return true;
  }
  const message = at + sessionHeaderBytes;
  if (startsWith(bytes, message, end, '\xffSMB')) p.protocol = smbId;
  else if (startsWith(bytes, message + 1, end, 'SMB') && u8(bytes, message) >= 0xfc) p.protocol = smb2Id;
  // The length has 17 bits on 139; on 445, which has no other message types, 24.
  const messageEnd = Math.min(end, message + (((u8(bytes, at + 1) << 16) | u16(bytes, at + 2)) >>> 0));
  if (p.tree) growSession(p, at, end);
  if (p.protocol === smbId) {
    if (p.wantsInfo) p.info = summarizeSmb1(bytes, message, messageEnd);
    if (p.tree) growSmb1(p.tree, bytes, message, messageEnd);
  } else if (p.protocol === smb2Id) {
    if (p.wantsInfo) p.info = summarizeSmb2(bytes, message, messageEnd);
    if (p.tree) growSmb2(p.tree, bytes, message, messageEnd);
  } else if (p.wantsInfo) {
    p.info = sessionTypes[type] ?? 'Session message';
    if (type === 0x81) p.info += ` to ${netbiosNameText(bytes, message, end)}`;
    else if (type === 0) p.info = 'NBSS Continuation Message';
  }
  return true;
}

function growSession(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer('NetBIOS Session Service', at, Math.min(end, at + sessionHeaderBytes));
  growHeader(tree, bytes, at, end, [
    ['Type', 0, 1, sessionTypes],
    ['Length', 1, 3],
  ]);
}
