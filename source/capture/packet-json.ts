import { isIPv4, isIPv6 } from 'node:net';
import { addressIpv4, addressIpv6 } from '../decode/packet.ts';
import {
  noTcpFlags,
  packetRecordBytes,
  packetRecordLinkType,
  unknownIpProtocol,
} from '../decode/packet-record.ts';
import { servicePort } from '../decode/service-names.ts';
import { JsonObjectSplitter } from './json-objects.ts';
import {
  type CaptureInterface,
  type CaptureStatistics,
  createBatch,
  type DrainState,
  type PacketSink,
  type PacketSource,
} from './source.ts';
import { counted } from './wording.ts';

/**
 * Packets from the records of the original sniffer (packet-json): objects with `src_ip`, `dst_ip`,
 * `protocol_type`, `service`, `flag`, `src_bytes` and `duration`. There are no packet bytes in them, so each
 * becomes a short record of its own link type (decode/packet-record.ts). Times count from 0 at the first
 * record, because the records hold only the gaps.
 */

const batchPackets = 256;
/** A gap no capture has; larger ones are called impossible. */
const longestGapSeconds = 10 * 365 * 86_400;
const longestPacketBytes = 0x7fff_ffff;
const nanosecondsPerSecond = 1_000_000_000;

const protocolNumbers: Readonly<Record<string, number>> = {
  tcp: 6,
  udp: 17,
  icmp: 1,
  icmpv6: 58,
  igmp: 2,
  sctp: 132,
};
const flagBits: Readonly<Record<string, number>> = {
  FIN: 1,
  SYN: 2,
  RST: 4,
  PSH: 8,
  ACK: 16,
  URG: 32,
  NONE: 0,
};

export class PacketJsonSource implements PacketSource {
  readonly interfaces: readonly CaptureInterface[] = [
    { name: 'packet-json', linkType: packetRecordLinkType, snapLength: packetRecordBytes },
  ];
  readonly #name: string;
  readonly #content: AsyncGenerator<Uint8Array, void, void>;
  readonly #splitter = new JsonObjectSplitter();
  readonly #batch = createBatch(batchPackets);
  readonly #view: DataView;
  #texts: string[] = [];
  #state: 'reading' | 'finished' | 'closed' = 'reading';
  #failure: string | undefined;
  #received = 0;
  #unreadable = 0;
  #impossible = 0;
  #seconds = 0;
  #nanoseconds = 0;

  /** `name` is how messages call the file. */
  constructor(name: string, content: AsyncGenerator<Uint8Array, void, void>) {
    this.#name = name;
    this.#content = content;
    this.#batch.memory = new Uint8Array(batchPackets * packetRecordBytes);
    this.#view = new DataView(this.#batch.memory.buffer);
  }

  drain(sink: PacketSink, budgetMilliseconds: number): DrainState {
    const deadline = performance.now() + budgetMilliseconds;
    while (this.#texts.length > 0 && this.#state !== 'closed') {
      for (const text of this.#texts.splice(0, batchPackets)) this.#add(text);
      if (this.#batch.count > 0) {
        this.#received += this.#batch.count;
        sink.packets(this.#batch);
        this.#batch.count = 0;
      }
      if (performance.now() >= deadline) return 'more';
    }
    if (this.#state === 'reading') return 'idle';
    if (this.#state === 'finished') this.#conclude(sink);
    return 'ended';
  }

  /** Takes the next chunk; called only when everything before it was drained. */
  async ready(): Promise<void> {
    if (this.#state !== 'reading') return;
    try {
      const { value, done } = await this.#content.next();
      if (value) this.#splitter.push(value, text => this.#texts.push(text));
      if (done === true || this.#splitter.failed) this.#finish();
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
      this.#finish();
    }
  }

  statistics(): CaptureStatistics {
    return {
      received: this.#received,
      droppedByKernel: undefined,
      droppedByInterface: undefined,
      skipped: this.#unreadable,
    };
  }

  close(): void {
    if (this.#state !== 'closed') void this.#content.return();
    this.#state = 'closed';
  }

  #finish(): void {
    if (this.#state === 'reading') this.#state = 'finished';
    if (this.#splitter.failed) this.#failure ??= 'an object in it is too long to be a packet record';
    else if (this.#splitter.isInsideObject) this.#failure ??= 'it ends in the middle of a record';
  }

  #conclude(sink: PacketSink): void {
    this.close();
    const warn = (text: string): void => sink.notice({ severity: 'warning', text: `${this.#name}: ${text}` });
    if (this.#unreadable > 0) {
      warn(`${counted(this.#unreadable, 'record')} without usable addresses left out`);
    }
    if (this.#impossible > 0) {
      warn(`${counted(this.#impossible, 'record')} with impossible sizes or gaps, taken as 0`);
    }
    if (this.#failure !== undefined) {
      const text = `${this.#name} is damaged: ${this.#failure}; ${counted(this.#received, 'record')} before that kept.`;
      sink.notice({ severity: 'error', text });
    }
  }

  #add(text: string): void {
    let record: Record<string, unknown>;
    try {
      record = JSON.parse(text) as Record<string, unknown>;
    } catch {
      this.#unreadable += 1;
      return;
    }
    const at = this.#batch.count * packetRecordBytes;
    const source = record['src_ip'];
    const destination = record['dst_ip'];
    this.#batch.memory.fill(0, at, at + packetRecordBytes);
    const family = this.#writeAddress(source, at + 8);
    if (family === 0 || this.#writeAddress(destination, at + 24) !== family) {
      this.#unreadable += 1;
      return;
    }
    const protocol = typeof record['protocol_type'] === 'string' ? record['protocol_type'] : '';
    const flag = typeof record['flag'] === 'string' ? record['flag'] : '';
    const service = typeof record['service'] === 'string' ? record['service'] : '';
    this.#view.setUint8(at, family);
    this.#view.setUint8(at + 1, protocolNumbers[protocol.toLowerCase()] ?? unknownIpProtocol);
    this.#view.setUint16(at + 2, flagBits[flag.toUpperCase()] ?? noTcpFlags);
    this.#view.setUint32(at + 4, servicePort(service) + 1);
    this.#place(at, record['src_bytes'], record['duration']);
  }

  /** Completes the batch entry: how long the packet was, and when after the one before. */
  #place(at: number, size: unknown, gap: unknown): void {
    const goodSize = typeof size === 'number' && size >= 0 && size <= longestPacketBytes;
    const goodGap = typeof gap === 'number' && gap >= 0 && gap <= longestGapSeconds;
    if (!goodSize || !goodGap) this.#impossible += 1;
    // The first record's gap is to a packet before the file.
    if (goodGap && this.#received + this.#batch.count > 0) {
      const nanoseconds = this.#nanoseconds + Math.round(gap * nanosecondsPerSecond);
      this.#seconds += Math.floor(nanoseconds / nanosecondsPerSecond);
      this.#nanoseconds = nanoseconds % nanosecondsPerSecond;
    }
    const batch = this.#batch;
    const index = batch.count;
    batch.offset[index] = at;
    batch.captured[index] = packetRecordBytes;
    batch.length[index] = goodSize ? size : 0;
    batch.seconds[index] = this.#seconds;
    batch.nanoseconds[index] = this.#nanoseconds;
    batch.interfaceId[index] = 0;
    batch.linkType[index] = packetRecordLinkType;
    batch.count += 1;
  }

  /** Writes 16 bytes; returns the address family, 0 when this is no address. */
  #writeAddress(address: unknown, at: number): number {
    if (typeof address !== 'string') return 0;
    if (isIPv4(address)) {
      const parts = address.split('.');
      for (let index = 0; index < 4; index += 1) this.#view.setUint8(at + 12 + index, Number(parts[index]));
      return addressIpv4;
    }
    if (!isIPv6(address) || address.includes('%')) return 0;
    const groups = ipv6Groups(address);
    for (let index = 0; index < 8; index += 1) this.#view.setUint16(at + index * 2, groups[index] ?? 0);
    return addressIpv6;
  }
}

/** The eight 16-bit groups of a valid IPv6 address. */
function ipv6Groups(address: string): number[] {
  // A dotted tail stands for two groups.
  const plain = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => {
    const group = (high: string, low: string): string => (Number(high) * 256 + Number(low)).toString(16);
    return `${group(a, b)}:${group(c, d)}`;
  });
  const [head = '', tail] = plain.split('::');
  const parse = (text: string): number[] =>
    text === '' ? [] : text.split(':').map(part => Number.parseInt(part, 16));
  const before = parse(head);
  if (tail === undefined) return before;
  const after = parse(tail);
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}
