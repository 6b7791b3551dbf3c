import { u8, u16 } from '../../decode/bytes.ts';
import { Packet } from '../../decode/packet.ts';
import type { Tracker } from '../../flows/tracker.ts';
import type { PacketContext } from '../contracts.ts';
import { isReflectedPort } from './reflected-ports.ts';

const capacity = 64;
const answers = 1024;
export const refusedSeconds = 10;
const udpNumber = 17;
const icmpNumber = 1;
/** "Nobody listens at this port", in ICMP and ICMPv6, and how many bytes of header the packet in it begins with. */
const unreachableType = 3;
const noPortCode = 3;
const unreachableType6 = 1;
const noPortCode6 = 4;
const headerBytes6 = 40;
const leastHeaderBytes = 20;
const protocolAt = 9;
const nextHeaderAt = 6;
/** Answers so much larger than what was asked are what somebody else would ask for. */
const byteRatio = 2;

/**
 * Answers that the host they went to refuses, though it seems to have asked: somebody asked in its name. Even few of
 * them tell, because whoever asks a question waits for the answer.
 */
export class RefusedAnswers {
  readonly #tracker: Tracker;
  readonly victim = new Int32Array(capacity);
  readonly number = new Int32Array(capacity);
  readonly count = new Int32Array(capacity);
  readonly port = new Int32Array(capacity);
  readonly packet = new Float64Array(capacity);
  readonly flow = new Float64Array(capacity);
  readonly #since = new Int32Array(capacity);
  readonly #fresh = new Uint8Array(capacity);
  /** The newest answer to a host, by the last bits of its slot. */
  readonly #answer = new Float64Array(answers);
  readonly #quoted = new Packet();

  constructor(tracker: Tracker) {
    this.#tracker = tracker;
  }

  get memoryBytes(): number {
    return capacity * 41 + answers * 8;
  }

  /** An answer of a service that can be made to answer to somebody else. Allocates nothing, as `refuse`. */
  answered({ destination, number }: PacketContext): void {
    this.#answer[destination & (answers - 1)] = number;
  }

  refuse(context: PacketContext): void {
    const { packet: p, source, second } = context;
    if (source < 0 || !this.#quote(p)) return;
    const { flows, hosts } = this.#tracker;
    const { side } = flows;
    const flow = flows.find(this.#quoted);
    flows.side = side;
    if (flow < 0 || !this.#isUnwanted(flow)) return;
    const number = hosts.number[source] as number;
    const at = source & (capacity - 1);
    const isSame = this.victim[at] === source && this.number[at] === number;
    if (!isSame || second - (this.#since[at] as number) >= refusedSeconds) {
      this.victim[at] = source;
      this.number[at] = number;
      this.#since[at] = second;
      this.count[at] = 0;
    }
    this.count[at] = (this.count[at] as number) + 1;
    this.port[at] = this.#quoted.srcPort;
    this.packet[at] = this.#answer[source & (answers - 1)] as number;
    this.flow[at] = flows.number[flow] as number;
    this.#fresh[at] = 1;
  }

  /** The next of those with something new from `from` on, -1 for none; asked once. */
  next(from: number): number {
    for (let at = from; at < capacity; at += 1) {
      if (this.#fresh[at] === 0) continue;
      this.#fresh[at] = 0;
      return at;
    }
    return -1;
  }

  /** Larger than what was asked, or never asked for where it can be seen; services among themselves just talk. */
  #isUnwanted(flow: number): boolean {
    const { flows } = this.#tracker;
    const { srcPort, dstPort } = this.#quoted;
    if (flows.port[flow * 2 + 1] === srcPort) {
      const asked = flows.bytes[flow * 2] as number;
      return (flows.bytes[flow * 2 + 1] as number) >= asked * byteRatio;
    }
    return flows.packets[flow * 2 + 1] === 0 && !isReflectedPort(dstPort);
  }

  /** The datagram a "nobody listens" quotes, as a packet; false where it is none of ours. */
  #quote(p: Packet): boolean {
    const is4 = p.ipProtocol === icmpNumber;
    const isNoPort = is4
      ? p.icmpType === unreachableType && p.icmpCode === noPortCode
      : p.icmpType === unreachableType6 && p.icmpCode === noPortCode6;
    if (!isNoPort || p.payloadStart < 0) return false;
    const { bytes, end } = p;
    const at = p.start + p.payloadStart;
    if (at + leastHeaderBytes > end) return false;
    const ports = at + (is4 ? (u8(bytes, at) & 15) * 4 : headerBytes6);
    const protocol = u8(bytes, at + (is4 ? protocolAt : nextHeaderAt));
    if (protocol !== udpNumber || ports < at + leastHeaderBytes || ports + 4 > end) return false;
    const port = u16(bytes, ports);
    if (!isReflectedPort(port)) return false;
    const q = this.#quoted;
    q.reset();
    q.seconds = p.seconds;
    q.nanoseconds = p.nanoseconds;
    q.addressKind = p.addressKind;
    q.src0 = p.dst0;
    q.src1 = p.dst1;
    q.src2 = p.dst2;
    q.src3 = p.dst3;
    q.dst0 = p.src0;
    q.dst1 = p.src1;
    q.dst2 = p.src2;
    q.dst3 = p.src3;
    q.ipProtocol = udpNumber;
    q.srcPort = port;
    q.dstPort = u16(bytes, ports + 2);
    return true;
  }
}
