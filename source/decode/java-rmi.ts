import { startsWith, u8, u16 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';

const rmiPort = 1099;
const streamMagic = 0xaced;

const messages: Readonly<Record<number, string>> = {
  80: 'Call',
  81: 'ReturnData',
  82: 'Ping',
  83: 'PingAck',
  84: 'DgcAck',
  78: 'ProtocolAck',
  79: 'ProtocolNotSupported',
};

function isHello(p: Packet, at: number, end: number): boolean {
  return startsWith(p.bytes, at, end, 'JRMI');
}

function summarize(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  if (isHello(p, at, end)) return at + 6 <= end ? `JRMI, Version: ${u16(bytes, at + 4)}` : 'JRMI';
  const name = messages[u8(bytes, at)];
  const isSerialized = at + 3 <= end && u16(bytes, at + 1) === streamMagic;
  return name !== undefined && (isSerialized || end - at === 1 || u8(bytes, at) >= 0x4e)
    ? `JRMI, ${name}`
    : 'Continuation';
}

/** Java Remote Method Invocation. */
export const javaRmi = headerProtocol({
  name: 'RMI',
  title: 'Java Remote Method Invocation',
  tcpPorts: [rmiPort],
  guess: { over: 'tcp', firstBytes: [0x4a], accepts: isHello },
  accepts: (_, at, end) => end > at,
  summarize,
  fields: [['Message', 0, 1, messages]],
});
