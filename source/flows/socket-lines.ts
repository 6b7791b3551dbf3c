import { addressIpv4, addressIpv6 } from '../decode/packet.ts';

/** One socket of this machine, as /proc/net/{tcp,tcp6,udp,udp6} tell it. Reused for every line. */
export class SocketLine {
  ipProtocol = 0;
  kind = 0;
  readonly local = new Int32Array(4);
  readonly remote = new Int32Array(4);
  localPort = 0;
  remotePort = 0;
  userId = 0;
  /** 0 for sockets nobody has open any more. */
  inode = 0;
  /** Bound to no address of its own: whatever comes in on its port. */
  isAnyAddress = false;
  /** Talks to nobody in particular: it listens, or sends datagrams to anyone. */
  isUnconnected = false;
}

const pattern =
  /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]{2} \S+ \S+ \S+\s+(\d+)\s+\d+\s+(\d+)/;

/** Reads a line into `socket`; false for headings and whatever else it is. */
export function readSocketLine(line: string, ipProtocol: number, socket: SocketLine): boolean {
  const found = pattern.exec(line);
  if (found === null) return false;
  const [, local = '', localPort = '', remote = '', remotePort = '', userId = '', inode = ''] = found;
  socket.ipProtocol = ipProtocol;
  socket.kind = readAddress(local, socket.local);
  readAddress(remote, socket.remote);
  socket.localPort = Number.parseInt(localPort, 16);
  socket.remotePort = Number.parseInt(remotePort, 16);
  socket.userId = Number(userId);
  socket.inode = Number(inode);
  socket.isAnyAddress = isZero(socket.local);
  socket.isUnconnected = socket.remotePort === 0;
  return true;
}

const mapped = 0xffff;

/** The kernel prints words in the machine's byte order, which is little-endian wherever we run. */
function readAddress(text: string, words: Int32Array): number {
  words.fill(0);
  if (text.length === 8) {
    words[3] = swap(Number.parseInt(text, 16));
    return addressIpv4;
  }
  for (let index = 0; index < 4; index += 1) {
    words[index] = swap(Number.parseInt(text.slice(index * 8, index * 8 + 8), 16));
  }
  if (words[0] !== 0 || words[1] !== 0 || words[2] !== mapped) return addressIpv6;
  // IPv4 spoken through an IPv6 socket appears as IPv4 on the wire.
  words[2] = 0;
  return addressIpv4;
}

function swap(word: number): number {
  return ((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | ((word >>> 24) & 0xff);
}

function isZero(words: Int32Array): boolean {
  return words[0] === 0 && words[1] === 0 && words[2] === 0 && words[3] === 0;
}
