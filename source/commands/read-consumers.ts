import type { CaptureStatistics, PacketBatch } from '../capture/source.ts';
import { Packet } from '../decode/packet.ts';
import { safeString } from '../decode/text.ts';
import { Tree } from '../decode/tree.ts';
import type { TextFormat } from '../export/format.ts';
import type { OutputFile } from '../export/output-file.ts';
import type { PcapngWriter } from '../export/pcapng.ts';
import { dateTime } from '../export/table.ts';
import { hexDump, treeText } from '../export/tree-text.ts';
import { loadFromBatch } from '../packets/batch.ts';
import { CommandError } from './command.ts';
import type { OrderedDecoder } from './read-flows.ts';
import type { Judge } from './read-judge.ts';
import type { CaptureSummary } from './read-summary.ts';

const collectedCharacters = 65_536;

/**
 * What `read` does with packets. `firstNo` is the number of the batch's first packet; the others follow, unless
 * `numbers` says which number each has.
 */
export type Consumer = {
  batch(batch: PacketBatch, firstNo: number, numbers?: Float64Array): void;
  /** Everything was seen; writes what is left. */
  finish(): Promise<void>;
  /** True when no further packet is of interest. */
  readonly satisfied: boolean;
  /** How many packets are in the output; left out where that is all that came. */
  readonly written?: number;
};

/** Where text goes: collected, so that a packet is not a system call. */
export class TextOutput {
  readonly #print: (text: string) => void;
  readonly #file: OutputFile | undefined;
  #text = '';

  constructor(print: (text: string) => void, file: OutputFile | undefined) {
    this.#print = print;
    this.#file = file;
  }

  add(text: string): void {
    this.#text += text;
    if (this.#text.length >= collectedCharacters) this.flush();
  }

  flush(): void {
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    if (this.#file === undefined) {
      this.#print(text);
      return;
    }
    const bytes = Buffer.from(text, 'utf8');
    this.#file.write(bytes, 0, bytes.length);
  }

  async finish(): Promise<void> {
    this.flush();
    await this.#file?.finish();
  }
}

/** Records packets as pcapng, undecoded. */
export class RecordingConsumer implements Consumer {
  /** A recording that cannot go on has seen enough; `finish` says what happened and what was kept. */
  satisfied = false;
  readonly #writer: PcapngWriter;
  readonly #statistics: () => CaptureStatistics;
  readonly #judge: Judge | undefined;

  /** With a judge packets of incidents get a comment. */
  constructor(writer: PcapngWriter, statistics: () => CaptureStatistics, judge?: Judge) {
    this.#judge = judge;
    this.#writer = writer;
    this.#statistics = statistics;
  }

  batch(batch: PacketBatch, firstNo: number, numbers?: Float64Array): void {
    if (this.#judge !== undefined) comment(batch, this.#judge, firstNo, numbers);
    this.#writer.write(batch);
    this.satisfied = this.#writer.failure !== undefined;
  }

  async finish(): Promise<void> {
    const { message } = await this.#writer.close(this.#statistics());
    if (message !== undefined) throw new CommandError(message);
  }
}

/** Behind what a packet's comment said before. */
function comment(batch: PacketBatch, judge: Judge, firstNo: number, numbers?: Float64Array): void {
  const comments = new Map(batch.comments);
  for (let index = 0; index < batch.count; index += 1) {
    judge.select(numbers?.[index] ?? firstNo + index);
    const said = judge.comment();
    if (said === undefined) continue;
    const before = comments.get(index);
    comments.set(index, before === undefined ? said : `${before}\n${said}`);
  }
  batch.comments = comments;
}

/** Writes every packet in one text format; feeds the summary, if there is one. */
export class TextConsumer implements Consumer {
  readonly satisfied = false;
  readonly #format: TextFormat;
  readonly #output: TextOutput;
  readonly #summary: CaptureSummary | undefined;
  readonly #decoder: OrderedDecoder;
  readonly #judge: Judge | undefined;
  readonly #packet = new Packet();
  #begun = false;
  #written = 0;

  /** With a judge, who is asked by the format about the packet it is given. */
  constructor(
    format: TextFormat,
    output: TextOutput,
    decoder: OrderedDecoder,
    summary?: CaptureSummary,
    judge?: Judge,
  ) {
    this.#judge = judge;
    this.#decoder = decoder;
    this.#format = format;
    this.#output = output;
    this.#summary = summary;
  }

  get written(): number {
    return this.#written;
  }

  batch(batch: PacketBatch, firstNo: number, numbers?: Float64Array): void {
    this.#begin();
    const p = this.#packet;
    for (let index = 0; index < batch.count; index += 1) {
      loadFromBatch(p, batch, index);
      this.#decoder.decode(p);
      const comment = batch.comments?.get(index);
      if (comment !== undefined) p.info += ` [comment: ${safeString(comment)}]`;
      const no = numbers?.[index] ?? firstNo + index;
      this.#judge?.select(no);
      const text = this.#format.packet(p, no);
      if (text !== '') this.#written += 1;
      this.#output.add(text);
      this.#summary?.add(p);
    }
    // Somebody may be looking at a live capture: what a batch brought is shown at once.
    this.#output.flush();
  }

  async finish(): Promise<void> {
    this.#begin();
    this.#output.add(this.#format.end());
    if (this.#summary) this.#output.add(this.#summary.text());
    await this.#output.finish();
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#output.add(this.#format.begin());
  }
}

/** Counts, nothing else. */
export class CountConsumer implements Consumer {
  readonly satisfied = false;
  readonly #output: TextOutput;
  #count = 0;

  constructor(output: TextOutput) {
    this.#output = output;
  }

  batch(batch: PacketBatch): void {
    this.#count += batch.count;
  }

  async finish(): Promise<void> {
    this.#output.add(`${this.#count}\n`);
    await this.#output.finish();
  }
}

/** Prints one packet with every field and byte. */
export class TreeConsumer implements Consumer {
  readonly #no: number;
  readonly #output: TextOutput;
  readonly #decoder: OrderedDecoder;
  readonly #packet = new Packet();
  #found = false;

  constructor(no: number, output: TextOutput, decoder: OrderedDecoder) {
    this.#no = no;
    this.#decoder = decoder;
    this.#output = output;
  }

  get satisfied(): boolean {
    return this.#found;
  }

  batch(batch: PacketBatch, firstNo: number, numbers?: Float64Array): void {
    const index = numbers === undefined ? this.#no - firstNo : numbers.indexOf(this.#no);
    if (this.#found) return;
    const p = this.#packet;
    // What came before says where the numbers of a conversation begin.
    if (!this.#decoder.isFollowed) {
      for (let earlier = 0; earlier < Math.min(index, batch.count); earlier += 1) {
        loadFromBatch(p, batch, earlier);
        this.#decoder.follow(p);
      }
    }
    if (index < 0 || index >= batch.count) return;
    this.#found = true;
    loadFromBatch(p, batch, index);
    const tree = new Tree(p.start, p.end);
    this.#decoder.decode(p, tree);
    const comment = batch.comments?.get(index);
    this.#output.add(
      `Packet ${this.#no}: ${dateTime(p).trimEnd()}, ${p.length} bytes on the wire, ${p.end - p.start} captured\n${p.info}\n` +
        (comment === undefined ? '' : `Comment: ${safeString(comment)}\n`) +
        `\n${treeText(tree)}\n${hexDump(p.bytes, p.start, p.end)}`,
    );
  }

  async finish(): Promise<void> {
    await this.#output.finish();
  }
}
