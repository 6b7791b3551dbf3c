import { u32 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';

const responseBit = 0x80000000;

// biome-ignore format: a table
const operations: Readonly<Record<number, string>> = {
  0: 'Generic_nack', 1: 'Bind_receiver', 2: 'Bind_transmitter', 3: 'Query_sm', 4: 'Submit_sm',
  5: 'Deliver_sm', 6: 'Unbind', 7: 'Replace_sm', 8: 'Cancel_sm', 9: 'Bind_transceiver', 11: 'Outbind',
  21: 'Enquire_link', 33: 'Submit_multi', 258: 'Alert_notification', 259: 'Data_sm',
};

function name(p: Packet, at: number): string {
  const operation = u32(p.bytes, at + 4);
  const isResponse = operation >= responseBit;
  return `${operations[operation % responseBit] ?? operation}${isResponse ? ' - resp' : ''}`;
}

/** Length, a known operation, status 0 in requests; a whole message when met by chance. */
function isSmpp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 16 > end) return false;
  const length = u32(bytes, at);
  const operation = u32(bytes, at + 4);
  if (length < 16 || length > p.wireEnd - at || operations[operation % responseBit] === undefined)
    return false;
  return operation >= responseBit ? u32(bytes, at + 8) < 0x10000 : u32(bytes, at + 8) === 0;
}

/** Short Message Peer-to-Peer: text messages between their centres. */
export const smpp = headerProtocol({
  name: 'SMPP',
  title: 'Short Message Peer-to-Peer',
  tcpPorts: [2775],
  guess: { over: 'tcp', firstBytes: [0x00], accepts: isSmpp },
  accepts: isSmpp,
  summarize: name,
  fields: [
    ['Length', 0, 4],
    ['Operation', 4, 4, 'hex'],
    ['Status', 8, 4, 'hex'],
    ['Sequence number', 12, 4],
  ],
});
