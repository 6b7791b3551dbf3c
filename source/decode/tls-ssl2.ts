import { u8, u16 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { versionNames } from './tls-names.ts';

const ssl2Id = protocolId('SSLv2', 'tls');
const sslId = protocolId('SSL', 'tls');
const clientHello = 1;
const serverHello = 4;
const clientHelloBytes = 11;
const serverHelloBytes = 13;

/** The hello of SSL 2.0, which old clients also sent to speak SSL 3.0 and TLS 1.0. */
export const ssl2: Protocol = {
  name: 'SSLv2',
  application: decodeSsl2,
  guess: { over: 'tcp', firstBytes: [0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87], accepts: isHello },
};

function isHello(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + clientHelloBytes > end) return false;
  const length = u16(bytes, at) & 0x7fff;
  const type = u8(bytes, at + 2);
  if (type === clientHello) {
    const version = u16(bytes, at + 3);
    if (version !== 2 && version >> 8 !== 3) return false;
    const challenge = u16(bytes, at + 9);
    return (
      u16(bytes, at + 5) % 3 === 0 &&
      challenge >= 16 &&
      challenge <= 32 &&
      9 + u16(bytes, at + 5) + u16(bytes, at + 7) + challenge === length
    );
  }
  if (type !== serverHello || at + serverHelloBytes > end || u16(bytes, at + 5) !== 2) return false;
  return 11 + u16(bytes, at + 7) + u16(bytes, at + 9) + u16(bytes, at + 11) === length;
}

function decodeSsl2(p: Packet, at: number, end: number): boolean {
  if (!isHello(p, at, end)) return false;
  const { bytes } = p;
  const isClient = u8(bytes, at + 2) === clientHello;
  const version = u16(bytes, at + (isClient ? 3 : 5));
  p.protocol = version === 2 ? ssl2Id : sslId;
  const label = isClient ? 'Client Hello' : 'Server Hello';
  if (p.wantsInfo) p.info = version === 2 ? label : `${label} (${versionNames[version] ?? version})`;
  if (!p.tree) return true;
  p.tree.layer(`SSL 2.0 ${label}`, at, end);
  p.tree.field('Length', u16(bytes, at) & 0x7fff, at, 2);
  p.tree.field('Message type', label, at + 2, 1);
  p.tree.field('Version', versionNames[version] ?? version, at + (isClient ? 3 : 5), 2);
  const lengths = at + (isClient ? 5 : 7);
  p.tree.field(isClient ? 'Cipher specs length' : 'Certificate length', u16(bytes, lengths), lengths, 2);
  p.tree.field(
    isClient ? 'Session id length' : 'Cipher specs length',
    u16(bytes, lengths + 2),
    lengths + 2,
    2,
  );
  p.tree.field(
    isClient ? 'Challenge length' : 'Connection id length',
    u16(bytes, lengths + 4),
    lengths + 4,
    2,
  );
  return true;
}
