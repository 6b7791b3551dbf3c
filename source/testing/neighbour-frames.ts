import { fromHex, ipv4Frame, ipv6Frame, join } from './frames.ts';

/** Frames by which machines of one network say who they are. */

function mac(text: string): Uint8Array {
  return fromHex(text.replaceAll(':', ''));
}

function ipv4(text: string): Uint8Array {
  return Uint8Array.from(text.split('.').map(Number));
}

export type ArpMessage = {
  readonly operation: 'request' | 'reply';
  readonly card: string;
  readonly sender: string;
  readonly target: string;
  /** Whom the frame is sent to; default everybody. */
  readonly to?: string;
};

export function arpFrame({
  operation,
  card,
  sender,
  target,
  to = 'ff:ff:ff:ff:ff:ff',
}: ArpMessage): Uint8Array {
  return join(
    mac(to),
    mac(card),
    fromHex('0806 0001 0800 06 04'),
    Uint8Array.of(0, operation === 'request' ? 1 : 2),
    mac(card),
    ipv4(sender),
    new Uint8Array(6),
    ipv4(target),
  );
}

/** The frame with other cards. */
export function cards(from: string, to: string, frame: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(frame);
  changed.set(mac(to), 0);
  changed.set(mac(from), 6);
  return changed;
}

/** An ICMPv6 message between two addresses given in hex, from a neighbour. */
export function neighbourFrame(card: string, from: string, to: string, message: Uint8Array): Uint8Array {
  const frame = cards(card, '33:33:00:00:00:01', ipv6Frame(58, message));
  frame[21] = 255;
  frame.set(fromHex(from), 22);
  frame.set(fromHex(to), 38);
  return frame;
}

/** An ICMP echo request (8) or reply (0) from 192.0.2.1, or to it. */
export function echoFrame(type: 0 | 8, sequence: number, content: Uint8Array): Uint8Array {
  const message = join(Uint8Array.of(type, 0, 0, 0, 0x12, 0x34, sequence >> 8, sequence & 255), content);
  const frame = ipv4Frame(1, message);
  if (type === 0) {
    frame.set([192, 0, 2, 2], 26);
    frame.set([192, 0, 2, 1], 30);
  }
  return frame;
}
