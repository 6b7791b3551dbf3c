import type { CaptureStatistics, PacketBatch } from '../capture/source.ts';
import { Packet } from '../decode/packet.ts';
import { safeString } from '../decode/text.ts';
import { rarityWords } from '../detect/incidents/amount-words.ts';
import type { PacketOddness, TextFormat } from '../export/format.ts';
import type { PcapngWriter } from '../export/pcapng.ts';
import { packetLines } from '../export/table.ts';
import { loadFromBatch } from '../packets/batch.ts';
import { CommandError } from './command.ts';
import type { Consumer, TextOutput } from './read-consumers.ts';
import type { OrderedDecoder } from './read-flows.ts';
import type { Judge } from './read-judge.ts';

/** Packets kept may have so many bytes together; the least odd give way. */
const mostBytes = 256 * 1024 * 1024;
const reasonIndent = '       ';

/** A packet that may be among the oddest, with its bytes. */
type Kept = {
  readonly no: number;
  readonly oddness: number;
  readonly decision: number;
  readonly cause: number;
  readonly incident: number;
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly interfaceId: number;
  readonly linkType: number;
  readonly comment: string | undefined;
};

/** Where the oddest go, in the order of the capture. */
export type OddestSink = {
  packet(kept: Kept, oddness: PacketOddness): void;
  finish(): Promise<void>;
};

/** Keeps the oddest packets, which are known only at the end. */
export class OddestConsumer implements Consumer {
  readonly satisfied = false;
  readonly #count: number;
  readonly #judge: Judge;
  readonly #decoder: OrderedDecoder;
  readonly #sink: OddestSink;
  /** A heap: the least odd, and of those the latest, first. */
  readonly #heap: Kept[] = [];
  readonly #packet = new Packet();
  readonly #mostBytes: number;
  #bytes = 0;
  #written = 0;

  constructor(count: number, judge: Judge, decoder: OrderedDecoder, sink: OddestSink, limit = mostBytes) {
    this.#count = count;
    this.#judge = judge;
    this.#decoder = decoder;
    this.#sink = sink;
    this.#mostBytes = limit;
  }

  get written(): number {
    return this.#written;
  }

  batch(batch: PacketBatch, firstNo: number, numbers?: Float64Array): void {
    const p = this.#packet;
    const judge = this.#judge;
    for (let index = 0; index < batch.count; index += 1) {
      loadFromBatch(p, batch, index);
      if (!this.#decoder.isFollowed) this.#decoder.follow(p);
      const no = numbers?.[index] ?? firstNo + index;
      judge.select(no);
      const least = this.#heap[0];
      if (least !== undefined && this.#heap.length >= this.#count && judge.oddness <= least.oddness) continue;
      this.#keep({
        no,
        oddness: judge.oddness,
        decision: judge.decision,
        cause: judge.cause,
        incident: judge.incident,
        bytes: p.bytes.slice(p.start, p.end),
        length: p.length,
        seconds: p.seconds,
        nanoseconds: p.nanoseconds,
        interfaceId: p.interfaceId,
        linkType: p.linkType,
        comment: batch.comments?.get(index),
      });
    }
  }

  async finish(): Promise<void> {
    const judge = this.#judge;
    judge.end();
    // Every packet has passed: what follows is out of their order.
    this.#decoder.isFollowed = true;
    for (const kept of this.#heap.toSorted((one, other) => one.no - other.no)) {
      const { oddness, decision, cause, incident } = kept;
      this.#sink.packet(kept, { oddness, decision, reasons: judge.reasons(oddness, cause, incident) });
      this.#written += 1;
    }
    await this.#sink.finish();
  }

  #keep(kept: Kept): void {
    const heap = this.#heap;
    heap.push(kept);
    this.#bytes += kept.bytes.length;
    this.#rise(heap.length - 1);
    while (heap.length > this.#count || (this.#bytes > this.#mostBytes && heap.length > 1)) this.#dropLeast();
  }

  #dropLeast(): void {
    const heap = this.#heap;
    const least = heap[0];
    const last = heap.pop();
    if (least === undefined || last === undefined) return;
    this.#bytes -= least.bytes.length;
    if (heap.length === 0) return;
    heap[0] = last;
    let at = 0;
    for (;;) {
      let next = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && isLess(heap[child], heap[next])) next = child;
      }
      if (next === at) return;
      this.#swap(at, next);
      at = next;
    }
  }

  #rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isLess(this.#heap[at], this.#heap[parent])) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #swap(one: number, other: number): void {
    const heap = this.#heap;
    const kept = heap[one] as Kept;
    heap[one] = heap[other] as Kept;
    heap[other] = kept;
  }
}

/** Of equally odd packets the first is the one to keep. */
function isLess(one: Kept | undefined, other: Kept | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one.oddness < other.oddness || (one.oddness === other.oddness && one.no > other.no);
}

/** Into any text format; `make` is given what says how odd the packet at hand is. */
export function oddestAsText(
  make: (oddness: () => PacketOddness) => TextFormat,
  output: TextOutput,
  decoder: OrderedDecoder,
): OddestSink {
  let current: PacketOddness = { oddness: 0, decision: 1, reasons: [] };
  const format = make(() => current);
  const p = new Packet();
  let isBegun = false;
  const begin = (): void => {
    if (!isBegun) output.add(format.begin());
    isBegun = true;
  };
  return {
    packet(kept, oddness) {
      begin();
      current = oddness;
      p.bytes = kept.bytes;
      p.start = 0;
      p.end = kept.bytes.length;
      p.length = kept.length;
      p.linkType = kept.linkType;
      p.interfaceId = kept.interfaceId;
      p.seconds = kept.seconds;
      p.nanoseconds = kept.nanoseconds;
      decoder.decode(p);
      if (kept.comment !== undefined) p.info += ` [comment: ${safeString(kept.comment)}]`;
      output.add(format.packet(p, kept.no));
    },
    async finish() {
      begin();
      output.add(format.end());
      await output.finish();
    },
  };
}

/** Lines for people: below each packet how odd it is, and why. */
export function oddLines(columns: number | undefined, oddness: () => PacketOddness): TextFormat {
  const lines = packetLines(columns);
  return {
    begin: () => lines.begin(),
    packet(p, no) {
      const { oddness: odd, reasons } = oddness();
      const rarity = rarityWords(odd);
      const why = reasons.length === 0 ? '' : `: ${reasons.join('; ')}`;
      return `${lines.packet(p, no)}${reasonIndent}oddness ${odd.toFixed(1)}${rarity === '' ? '' : ` (${rarity})`}${why}\n`;
    },
    end: () => lines.end(),
  };
}

/** Into pcapng, each with a comment that says how odd it is. */
export function oddestAsPcapng(writer: PcapngWriter, statistics: () => CaptureStatistics): OddestSink {
  return {
    packet(kept, { oddness, reasons }) {
      const { bytes, length, seconds, nanoseconds, interfaceId, linkType } = kept;
      const why = reasons.length === 0 ? '' : `: ${reasons.join('; ')}`;
      const said = `oddwire: oddness ${oddness.toFixed(0)}${why}`;
      const comment = kept.comment === undefined ? said : `${kept.comment}\n${said}`;
      writer.append(bytes, 0, bytes.length, length, seconds, nanoseconds, interfaceId, linkType, comment);
    },
    async finish() {
      const { message } = await writer.close(statistics());
      if (message !== undefined) throw new CommandError(message);
    },
  };
}
