import { u8, u16, u24, u32 } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

const openvpnId = protocolId('OpenVPN');
const openvpnPort = 1194;
/** Opcode and key id, session id. */
const controlHeaderBytes = 9;
const dataV2 = 9;
/** P_CONTROL_HARD_RESET_CLIENT_V2 and _V3, ..._SERVER_V2 with key id 0. */
const resetClient2 = 0x38;
const resetClient3 = 0x50;
const resetServer2 = 0x40;

export const openvpn: Protocol = {
  name: 'OpenVPN',
  tcpPorts: [openvpnPort],
  udpPorts: [openvpnPort],
  application: decodeOpenvpn,
  guess: { over: 'udp', firstBytes: [resetClient2, resetClient3, resetServer2], accepts: isReset },
};

// biome-ignore format: a table
const opcodes: Readonly<Record<number, string>> = {
  1: 'P_CONTROL_HARD_RESET_CLIENT_V1', 2: 'P_CONTROL_HARD_RESET_SERVER_V1', 3: 'P_CONTROL_SOFT_RESET_V1',
  4: 'P_CONTROL_V1', 5: 'P_ACK_V1', 6: 'P_DATA_V1', 7: 'P_CONTROL_HARD_RESET_CLIENT_V2',
  8: 'P_CONTROL_HARD_RESET_SERVER_V2', 9: 'P_DATA_V2', 10: 'P_CONTROL_HARD_RESET_CLIENT_V3', 11: 'P_CONTROL_WKC_V1',
};

/** A reset without or with authentication: few lengths, and an empty list of acknowledgments where it can be seen. */
function isReset(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const length = p.wireEnd - at;
  if (at + 14 > end) return false;
  const opcode = u8(bytes, at);
  // Plain: session, no acknowledgment, packet number 0.
  if (length === 14 && opcode !== resetServer2) return u8(bytes, at + 9) === 0 && u32(bytes, at + 10) === 0;
  if (length === 26 && opcode === resetServer2) return u8(bytes, at + 9) === 1 && u32(bytes, at + 10) === 0;
  // tls-auth: session, a hash of 16, 20, 32 or 64 bytes, packet number 1, a time, then the same.
  for (let hash = 16; hash <= 64; hash += hash === 16 ? 4 : hash === 20 ? 12 : 32) {
    const counter = at + controlHeaderBytes + hash;
    if (counter + 13 > end) return false;
    const acknowledged = u8(bytes, counter + 8);
    if (u32(bytes, counter) !== 1 || acknowledged > 1) continue;
    const rest = counter + 9 + acknowledged * 12;
    if (rest + 4 === p.wireEnd && rest + 4 <= end && u32(bytes, rest) === 0) return true;
  }
  return false;
}

function decodeOpenvpn(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  // Over TCP each message has its length before it.
  const message = p.carrier === 6 ? at + 2 : at;
  if (message >= end) return false;
  const opcode = u8(bytes, message) >> 3;
  if (opcodes[opcode] === undefined || (p.carrier === 6 && u16(bytes, at) === 0)) {
    if (p.carrier !== 6) return false;
    p.protocol = openvpnId;
    if (p.wantsInfo) p.info = 'Continuation';
    return true;
  }
  p.protocol = openvpnId;
  const isData = opcode === 6 || opcode === dataV2;
  if (!isData && message + controlHeaderBytes > end) p.tooShort('OpenVPN header cut short');
  if (p.wantsInfo) {
    p.info = `MessageType: ${opcodes[opcode]}`;
    if (opcode === dataV2 && message + 4 <= end) p.info += `, peer ${u24(bytes, message + 1)}`;
  }
  if (p.tree) {
    p.tree.layer('OpenVPN', at, end);
    if (message > at) p.tree.field('Length', u16(bytes, at), at, 2);
    p.tree.field('Message type', `${opcodes[opcode]} (${opcode})`, message, 1);
    p.tree.field('Key id', u8(bytes, message) & 7, message, 1);
    if (!isData) growHeader(p.tree, bytes, message, end, [['Session id', 1, 8, 'hex']]);
    else if (opcode === dataV2) growHeader(p.tree, bytes, message, end, [['Peer id', 1, 3]]);
  }
  return true;
}
