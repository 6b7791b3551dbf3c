import { u8, u16, u32 } from './bytes.ts';
import { growHeader, type NameTable } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

const afpId = protocolId('AFP');
const dsiId = protocolId('DSI', 'afp');
const headerBytes = 16;
const command = 2;
const write = 6;

const sessionCommands: NameTable = {
  1: 'CloseSession',
  2: 'Command',
  3: 'GetStatus',
  4: 'OpenSession',
  5: 'Tickle',
  6: 'Write',
  8: 'Attention',
};

// biome-ignore format: a table
const calls: NameTable = {
  2: 'FPCloseVol', 4: 'FPCloseFork', 5: 'FPCopyFile', 6: 'FPCreateDir', 7: 'FPCreateFile', 8: 'FPDelete',
  9: 'FPEnumerate', 10: 'FPFlush', 15: 'FPGetSrvrInfo', 16: 'FPGetSrvrParms', 17: 'FPGetVolParms', 18: 'FPLogin',
  20: 'FPLogout', 24: 'FPOpenVol', 26: 'FPOpenFork', 27: 'FPRead', 28: 'FPRename', 33: 'FPWrite', 34: 'FPGetFileDirParms',
};

/** The Apple Filing Protocol in its Data Stream Interface. */
export const appleFiling: Protocol = {
  name: 'AFP',
  tcpPorts: [548],
  application: decodeAppleFiling,
};

function decodeAppleFiling(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end || u8(bytes, at) > 1 || u32(bytes, at + 12) !== 0) return false;
  const kind = u8(bytes, at + 1);
  const name = sessionCommands[kind];
  if (name === undefined) return false;
  const isCall = kind === command || kind === write;
  p.protocol = isCall ? afpId : dsiId;
  const isRequest = u8(bytes, at) === 0;
  const call = isRequest && isCall && at + headerBytes < end ? calls[u8(bytes, at + headerBytes)] : undefined;
  if (p.wantsInfo) p.info = `${call ?? name} ${isRequest ? 'request' : 'reply'} (${u16(bytes, at + 2)})`;
  if (p.tree) {
    p.tree.layer('Data Stream Interface', at, at + headerBytes);
    growHeader(p.tree, bytes, at, end, [
      ['Direction', 0, 1, { 0: 'request', 1: 'reply' }],
      ['Command', 1, 1, sessionCommands],
      ['Request id', 2, 2],
      ['Error code or offset', 4, 4],
      ['Length', 8, 4],
    ]);
    if (isCall && at + headerBytes < end) {
      p.tree.layer('Apple Filing Protocol', at + headerBytes, end);
      if (call !== undefined) p.tree.field('Call', call, at + headerBytes, 1);
    }
  }
  return true;
}
