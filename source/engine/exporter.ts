import type { CaptureInterface } from '../capture/source.ts';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { csv } from '../export/csv.ts';
import type { EndPlace, PacketPlaces, TextFormat, TextFormatOptions } from '../export/format.ts';
import { jsonArray, jsonLines } from '../export/json.ts';
import { OutputError, type OutputFile, openOutputFile } from '../export/output-file.ts';
import { openPcapngWriter, type PcapngWriter } from '../export/pcapng.ts';
import type { PacketRing } from '../packets/ring.ts';
import type { Core } from './core.ts';
import type { ExportedOddness } from './exported-oddness.ts';
import type { ExportOrder, ExportProgress } from './protocol.ts';

/** Longest an export may hold the event loop at a time: capture goes on meanwhile. */
const sliceMilliseconds = 8;
const collectedCharacters = 65_536;

const textFormats: Readonly<Record<'csv' | 'json' | 'jsonl', (options: TextFormatOptions) => TextFormat>> = {
  csv,
  json: jsonArray,
  jsonl: jsonLines,
};

/** What an export writes to; failures are thrown as errors whose message is for the user. */
type Target = {
  write(p: Packet, number: number): void;
  finish(): Promise<void>;
  discard(): void;
};

/** Where the ends of the packet of this number are, as far as that is known when it is written. */
export type ExportedPlaces = (number: number) => PacketPlaces;

/** What is known of packets beside what they say themselves. */
export type Known = {
  readonly places?: ExportedPlaces | undefined;
  readonly oddness?: ExportedOddness | undefined;
};

/** One running export: a few packets at a time, so that nothing else waits for it. */
export class Export {
  readonly id: number;
  readonly #order: ExportOrder;
  readonly #numbers: Float64Array;
  readonly #ring: PacketRing;
  readonly #known: Known;
  readonly #report: (progress: ExportProgress) => void;
  readonly #packet = new Packet();
  #target: Target | undefined;
  #next = 0;
  #written = 0;
  #cancelled = false;

  constructor(
    id: number,
    order: ExportOrder,
    numbers: Float64Array,
    ring: PacketRing,
    report: (progress: ExportProgress) => void,
    known: Known = {},
  ) {
    this.id = id;
    this.#known = known;
    this.#order = order;
    this.#numbers = numbers;
    this.#ring = ring;
    this.#report = report;
  }

  cancel(): void {
    this.#cancelled = true;
  }

  async run(interfaces: readonly CaptureInterface[]): Promise<void> {
    try {
      this.#target = openTarget(this.#order, interfaces, this.#known);
      while (this.#next < this.#numbers.length && !this.#cancelled) {
        this.#slice(this.#target);
        this.#tell(false, '');
        await new Promise<void>(resolve => setImmediate(resolve));
      }
      if (this.#cancelled) {
        this.#target.discard();
        this.#tell(true, 'cancelled, nothing was kept');
        return;
      }
      await this.#target.finish();
      const gone = this.#numbers.length - this.#written;
      this.#tell(true, gone > 0 ? `${gone} packets were evicted before they could be written` : '');
    } catch (error) {
      const message = error instanceof OutputError ? error.message : `export failed: ${String(error)}`;
      this.#tell(true, message, error instanceof OutputError && error.exists);
    }
  }

  #slice(target: Target): void {
    const deadline = performance.now() + sliceMilliseconds;
    const p = this.#packet;
    while (this.#next < this.#numbers.length && performance.now() < deadline) {
      const number = this.#numbers[this.#next] as number;
      this.#next += 1;
      if (!this.#ring.load(number, p)) continue;
      target.write(p, number);
      this.#written += 1;
    }
  }

  #tell(done: boolean, error: string, exists = false): void {
    const { path } = this.#order;
    const total = this.#numbers.length;
    this.#report({ id: this.id, done, written: this.#written, total, error, exists, path });
  }
}

function openTarget(order: ExportOrder, interfaces: readonly CaptureInterface[], known: Known): Target {
  const { path, format, overwrite } = order;
  if (format !== 'pcapng') {
    return new TextTarget(textFormats[format], openOutputFile(path, { overwrite }), known);
  }
  const opened = openPcapngWriter(path, { overwrite, interfaces, application: 'Oddwire' });
  if (!opened.ok) throw new OutputError(opened.message, opened.exists);
  return new PcapngTarget(opened.writer, known);
}

/** As far as they are known when the packet is written. */
export function exportedPlaces({ ring, places }: Pick<Core, 'ring' | 'places'>): ExportedPlaces {
  const { table } = places;
  const end = (place: number): EndPlace => ({
    country: table.country(place),
    city: table.city(place),
    asn: table.asn(place),
  });
  return number => {
    const row = ring.rowOf(number);
    return { source: end(places.source(row)), destination: end(places.destination(row)) };
  };
}

class TextTarget implements Target {
  readonly #format: TextFormat;
  readonly #file: OutputFile;
  #text: string;
  #number = 0;

  constructor(
    format: (options: TextFormatOptions) => TextFormat,
    file: OutputFile,
    { places, oddness }: Known,
  ) {
    this.#format = format({
      ...(places === undefined ? {} : { places: () => places(this.#number) }),
      ...(oddness === undefined ? {} : { oddness: () => oddness.oddness(this.#number) }),
    });
    this.#file = file;
    this.#text = this.#format.begin();
  }

  write(p: Packet, number: number): void {
    this.#number = number;
    p.wantsInfo = true;
    decode(p);
    this.#text += this.#format.packet(p, number);
    if (this.#text.length >= collectedCharacters) this.#flush();
  }

  async finish(): Promise<void> {
    this.#text += this.#format.end();
    this.#flush();
    await this.#file.finish();
  }

  discard(): void {
    this.#file.discard();
  }

  #flush(): void {
    const bytes = Buffer.from(this.#text, 'utf8');
    this.#text = '';
    this.#file.write(bytes, 0, bytes.length);
  }
}

class PcapngTarget implements Target {
  readonly #writer: PcapngWriter;
  readonly #oddness: ExportedOddness | undefined;

  constructor(writer: PcapngWriter, { oddness }: Known) {
    this.#writer = writer;
    this.#oddness = oddness;
  }

  write(p: Packet, number: number): void {
    const { bytes, start, end, length, seconds, nanoseconds, interfaceId, linkType } = p;
    this.#writer.append(
      bytes,
      start,
      end - start,
      length,
      seconds,
      nanoseconds,
      interfaceId,
      linkType,
      this.#oddness?.comment(number),
    );
  }

  async finish(): Promise<void> {
    const { message } = await this.#writer.close();
    if (message !== undefined) throw new OutputError(message);
  }

  discard(): void {
    this.#writer.discard();
  }
}
