import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { protocolName } from '../decode/protocol.ts';
import { Tree } from '../decode/tree.ts';

/** Frames for decoder tests: bytes from hex, the layers around a payload, and everything decoded at once. */

/** Bytes from hex with any white space. */
export function fromHex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replace(/\s+/g, ''), 'hex'));
}

export function fromText(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

function bigEndian(value: number, size: number): Uint8Array {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
}

export function ethernetFrame(etherType: number, payload: Uint8Array): Uint8Array {
  return join(fromHex('020000000002 020000000001'), bigEndian(etherType, 2), payload);
}

/** An Ethernet frame from 192.0.2.1 to 192.0.2.2. */
export function ipv4Frame(protocol: number, payload: Uint8Array): Uint8Array {
  return ethernetFrame(
    0x0800,
    join(
      fromHex('4500'),
      bigEndian(20 + payload.length, 2),
      fromHex('12340000 40'),
      bigEndian(protocol, 1),
      fromHex('0000 c0000201 c0000202'),
      payload,
    ),
  );
}

/** An Ethernet frame from 2001:db8::1 to 2001:db8::2. */
export function ipv6Frame(nextHeader: number, payload: Uint8Array): Uint8Array {
  return ethernetFrame(
    0x86dd,
    join(
      fromHex('60000000'),
      bigEndian(payload.length, 2),
      bigEndian(nextHeader, 1),
      fromHex('40 20010db8000000000000000000000001 20010db8000000000000000000000002'),
      payload,
    ),
  );
}

export function udpFrame(sourcePort: number, destinationPort: number, payload: Uint8Array): Uint8Array {
  return ipv4Frame(
    17,
    join(
      bigEndian(sourcePort, 2),
      bigEndian(destinationPort, 2),
      bigEndian(8 + payload.length, 2),
      fromHex('0000'),
      payload,
    ),
  );
}

/** Flags default to PSH, ACK. */
export function tcpFrame(
  sourcePort: number,
  destinationPort: number,
  payload: Uint8Array,
  flags = 0x18,
): Uint8Array {
  return ipv4Frame(
    6,
    join(
      bigEndian(sourcePort, 2),
      bigEndian(destinationPort, 2),
      fromHex('00000001 00000001'),
      bigEndian(0x5000 | flags, 2),
      fromHex('ffff 0000 0000'),
      payload,
    ),
  );
}

export type DecodedFrame = {
  readonly packet: Packet;
  readonly protocol: string;
  readonly info: string;
  /** The tree as indented lines: 'label: value [start+length]'. */
  readonly tree: string;
};

/** Decodes with columns, info and tree. `length` is the length on the wire when the frame was cut. */
export function decodeFrame(frame: Uint8Array, linkType = 1, length = frame.length): DecodedFrame {
  const packet = new Packet();
  packet.bytes = frame;
  packet.end = frame.length;
  packet.length = length;
  packet.linkType = linkType;
  packet.tree = new Tree(0, frame.length);
  decode(packet);
  const tree = packet.tree.nodes
    .map(node => {
      const value = node.value === '' ? '' : `: ${node.value}`;
      return `${'  '.repeat(node.depth)}${node.label}${value} [${node.start}+${node.length}]`;
    })
    .join('\n');
  return { packet, protocol: protocolName(packet.protocol), info: packet.info, tree };
}
