/** Frames for the sender: valid checksums, any size, tags, both IP versions, a counter to tell them apart. */

export type FrameShape = {
  /** Bytes of the whole frame, without frame check sequence. */
  readonly size: number;
  readonly ip: 4 | 6;
  readonly transport: 'udp' | 'tcp';
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Outermost first. */
  readonly vlans: readonly number[];
  /** TPID of the outermost of two or more tags; by default 802.1ad. */
  readonly outerTpid?: number;
};

export const defaultShape: FrameShape = {
  size: 64,
  ip: 4,
  transport: 'udp',
  sourcePort: 40_000,
  destinationPort: 9,
  vlans: [],
};

const protocolNumbers = { udp: 17, tcp: 6 } as const;
const transportHeaderBytes = { udp: 8, tcp: 20 } as const;
const ipHeaderBytes = { 4: 20, 6: 40 } as const;

/** Where the payload begins: the sender writes a 32-bit counter there if it fits. */
export function payloadOffset(shape: FrameShape): number {
  return 14 + 4 * shape.vlans.length + ipHeaderBytes[shape.ip] + transportHeaderBytes[shape.transport];
}

export function buildFrame(shape: FrameShape): Uint8Array {
  const size = Math.max(shape.size, payloadOffset(shape));
  const frame = new Uint8Array(size);
  const view = new DataView(frame.buffer);
  frame.set([0x02, 0, 0, 0, 0, 0x02, 0x02, 0, 0, 0, 0, 0x01]);
  let at = 12;
  shape.vlans.forEach((vlan, depth) => {
    const outer = depth < shape.vlans.length - 1;
    view.setUint16(at, outer ? (shape.outerTpid ?? 0x88a8) : 0x8100);
    view.setUint16(at + 2, vlan);
    at += 4;
  });
  view.setUint16(at, shape.ip === 4 ? 0x0800 : 0x86dd);
  at += 2;
  const network = at;
  at += ipHeaderBytes[shape.ip];
  if (shape.ip === 4) writeVersion4(view, network, size - network, protocolNumbers[shape.transport]);
  else writeVersion6(view, network, size - at, protocolNumbers[shape.transport]);
  view.setUint16(at, shape.sourcePort);
  view.setUint16(at + 2, shape.destinationPort);
  if (shape.transport === 'udp') {
    // No checksum: the counter in the payload may change without touching the header.
    view.setUint16(at + 4, size - at);
  } else {
    view.setUint16(at + 12, 0x5018);
    view.setUint16(at + 14, 0xffff);
  }
  return frame;
}

function writeVersion4(view: DataView, at: number, length: number, protocol: number): void {
  view.setUint16(at, 0x4500);
  view.setUint16(at + 2, length);
  view.setUint8(at + 8, 64);
  view.setUint8(at + 9, protocol);
  view.setUint32(at + 12, 0xc000_0201);
  view.setUint32(at + 16, 0xc000_0202);
  let sum = 0;
  for (let word = 0; word < 20; word += 2) sum += view.getUint16(at + word);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  view.setUint16(at + 10, ~sum & 0xffff);
}

function writeVersion6(view: DataView, at: number, length: number, protocol: number): void {
  view.setUint32(at, 0x6000_0000);
  view.setUint16(at + 4, length);
  view.setUint8(at + 6, protocol);
  view.setUint8(at + 7, 64);
  for (const [start, last] of [
    [at + 8, 1],
    [at + 24, 2],
  ] as const) {
    view.setUint32(start, 0x2001_0db8);
    view.setUint8(start + 15, last);
  }
}
