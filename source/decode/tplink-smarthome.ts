import { type Bytes, u8 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safeText } from './text.ts';

const smarthomeId = protocolId('TPLINK-SMARTHOME/JSON', 'tplink-smarthome');
/** Each byte is combined with the one before as sent; the first with this. */
const firstKey = 0xab;
/** '{' combined with the first key. */
const firstByte = 0xd0;
const maxTextBytes = 1024;

/** TP-Link's plugs and lamps: JSON behind a cipher that hides nothing. */
export const tplinkSmarthome: Protocol = {
  name: 'TPLINK-SMARTHOME/JSON',
  tcpPorts: [9999],
  udpPorts: [9999],
  application: decodeTplink,
};

function decodeTplink(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  // Over TCP the length stands before.
  const message = p.carrier === 6 ? at + 4 : at;
  if (message + 2 > end || u8(bytes, message) !== firstByte) return false;
  // What follows the opening brace is a quote, white space or the closing brace.
  const second = u8(bytes, message + 1) ^ firstByte;
  if (second !== 0x22 && second !== 0x7d && second !== 0x20 && second !== 0x0a && second !== 0x0d)
    return false;
  p.protocol = smarthomeId;
  if (p.wantsInfo) {
    const text = clearText(bytes, message, end);
    const kind = p.carrierDstPort === 9999 ? 'Cmd' : 'Rsp';
    p.info = `${p.carrier === 6 ? 'TCP' : 'UDP'} ${kind}: ${text}`;
    if (p.tree) {
      p.tree.layer('TP-Link smart home', at, end);
      p.tree.field('Message', text, message, end - message);
    }
  }
  return true;
}

function clearText(bytes: Bytes, at: number, end: number): string {
  const size = Math.min(maxTextBytes, end - at);
  const clear = new Uint8Array(size);
  for (let index = 0; index < size; index += 1) {
    clear[index] = u8(bytes, at + index) ^ (index === 0 ? firstKey : u8(bytes, at + index - 1));
  }
  return safeText(clear, 0, size) + (size < end - at ? '…' : '');
}
