import { i32, u32 } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolFamily, protocolId } from './protocol.ts';
import { procedureName, programName } from './rpc-programs.ts';

const rpcId = protocolId('RPC');
const programs: ReadonlyMap<number, number> = new Map([
  [100000, protocolId('Portmap')],
  [100003, protocolId('NFS')],
  [100005, protocolId('MOUNT')],
  [100021, protocolId('NLM')],
  [100024, protocolId('STAT')],
  [100004, protocolId('YPSERV')],
  [100227, protocolId('NFSACL')],
]);

const call = 0;
const reply = 1;
const callHeaderBytes = 24;
const replyHeaderBytes = 12;
const lastFragment = 0x80;
/** Flavours of credentials and verifiers in use: none, unix, short, DES, RPCSEC_GSS. */
const maxFlavour = 6;
const maxAuthenticationBytes = 400;

/** ONC remote procedure calls: port mapper, NFS, mount and their friends. */
export const rpc: Protocol = {
  name: 'RPC',
  tcpPorts: [111, 2049],
  udpPorts: [111, 2049],
  application: decodeRpc,
  guess: { over: 'udp', accepts: isCallOrReply },
};

/** The same over TCP, where only segments that begin with a record are worth a look. */
export const rpcRecords: Protocol = {
  name: 'RPC over TCP',
  application: decodeRpc,
  guess: { over: 'tcp', firstBytes: [lastFragment], accepts: isRecord },
};

function isRecord(p: Packet, at: number, end: number): boolean {
  return at + 4 <= end && isCallOrReply(p, at + 4, end);
}

function isCallOrReply(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 8 > end) return false;
  const direction = i32(bytes, at + 4);
  if (direction === call) {
    if (at + callHeaderBytes + 16 > end || i32(bytes, at + 8) !== 2) return false;
    const program = i32(bytes, at + 12);
    return (
      program >= 100000 &&
      u32(bytes, at + 16) <= 100 &&
      u32(bytes, at + 20) <= 1000 &&
      u32(bytes, at + 24) <= maxFlavour &&
      u32(bytes, at + 28) <= maxAuthenticationBytes
    );
  }
  if (direction !== reply || at + 24 > end || i32(bytes, at + 8) !== 0) return false;
  return (
    i32(bytes, at + 12) === 0 &&
    i32(bytes, at + 16) === 0 &&
    u32(bytes, at + 20) <= 5 &&
    // Every value is a multiple of four bytes long.
    ((p.wireEnd - at) & 3) === 0
  );
}

/** Replies do not say which program answers: only a port that has one program tells. */
function programOfPort(p: Packet): number {
  if (p.carrierSrcPort === 2049 || p.carrierDstPort === 2049) return 100003;
  return p.carrierSrcPort === 111 || p.carrierDstPort === 111 ? 100000 : 0;
}

function decodeRpc(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const message = p.carrier === 6 ? at + 4 : at;
  if (message + replyHeaderBytes > end) return false;
  const direction = i32(bytes, message + 4);
  if (direction !== call && direction !== reply) return false;
  if (direction === call && i32(bytes, message + 8) !== 2) return false;
  if (direction === reply && u32(bytes, message + 8) > 1) return false;
  const program = direction === reply || message + 16 > end ? programOfPort(p) : i32(bytes, message + 12);
  p.protocol = programs.get(program) ?? rpcId;
  if (direction === call && message + callHeaderBytes > end) p.tooShort('RPC call cut short');
  if (p.wantsInfo) p.info = summarize(p, message, end, direction, program);
  if (p.tree) growTree(p, at, message, end, direction, program);
  return true;
}

function summarize(p: Packet, at: number, end: number, direction: number, program: number): string {
  const { bytes } = p;
  const id = ` XID 0x${u32(bytes, at).toString(16)}`;
  if (direction === reply) return `${programName(program)} Reply${id}`;
  if (at + callHeaderBytes > end) return `Call${id}`;
  const version = u32(bytes, at + 16);
  return `V${version} ${procedureName(program, version, u32(bytes, at + 20))} Call${id}`;
}

function growTree(
  p: Packet,
  at: number,
  message: number,
  end: number,
  direction: number,
  program: number,
): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer(`Remote Procedure Call, ${direction === call ? 'call' : 'reply'}`, at, end);
  if (message > at) {
    tree.field(
      'Fragment',
      `${u32(bytes, at) & 0x7fffffff} bytes${u32(bytes, at) >>> 31 === 1 ? ', last' : ''}`,
      at,
      4,
    );
  }
  growHeader(tree, bytes, message, end, [
    ['Transaction id', 0, 4, 'hex'],
    ['Message type', 4, 4, { 0: 'call', 1: 'reply' }],
  ]);
  if (direction === reply) {
    growHeader(tree, bytes, message, end, [
      ['Reply state', 8, 4, { 0: 'accepted', 1: 'denied' }],
      ['Verifier flavour', 12, 4],
    ]);
    return;
  }
  if (message + callHeaderBytes > end) return;
  const version = u32(bytes, message + 16);
  tree.field('RPC version', u32(bytes, message + 8), message + 8, 4);
  tree.field(
    'Program',
    `${programName(program)} (${program}), ${protocolFamily(p.protocol)}`,
    message + 12,
    4,
  );
  tree.field('Program version', version, message + 16, 4);
  const procedure = u32(bytes, message + 20);
  tree.field('Procedure', `${procedureName(program, version, procedure)} (${procedure})`, message + 20, 4);
  growHeader(tree, bytes, message, end, [
    ['Credentials', 24, 4, { 0: 'none', 1: 'unix', 2: 'short', 3: 'DES', 6: 'RPCSEC_GSS' }],
    ['Credentials length', 28, 4],
  ]);
}
