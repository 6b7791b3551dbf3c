import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PcapngFile, pcapFile, pcapMagic } from '../testing/capture-files.ts';
import { inChunks } from '../testing/chunks.ts';
import { Collector } from '../testing/collect.ts';
import { corpusBytes, corpusFiles, corpusIsPresent } from '../testing/expectations.ts';
import { mutate } from '../testing/mutate.ts';
import { Random } from '../testing/random.ts';
import { openInput } from './file.ts';
import { option } from './pcapng-blocks.ts';
import { pump } from './pump.ts';
import { readCapture } from './read-capture.ts';
import type { PacketBatch, PacketSink } from './source.ts';
import { StreamInput } from './stream-input.ts';

/** Another seed for another run: FUZZ_SEED=7 vitest … */
const firstSeed = Number(process.env['FUZZ_SEED'] ?? 1);

const longestMilliseconds = 50;
/** Reading is done in the caller's memory; batches and messages are all there is beside it. */
const largestGrowthBytes = 32 * 1024 * 1024;
const largestCorpusFile = 20_000;

/** Checks every claim a batch makes. */
class Examiner implements PacketSink {
  packetCount = 0;
  errorCount = 0;
  warningCount = 0;
  readonly #memory: Uint8Array;

  constructor(memory: Uint8Array) {
    this.#memory = memory;
  }

  packets(batch: PacketBatch): void {
    if (batch.memory.buffer !== this.#memory.buffer) throw new Error('The bytes were copied.');
    for (let index = 0; index < batch.count; index += 1) {
      const end = (batch.offset[index] ?? 0) + (batch.captured[index] ?? 0);
      if (!(end <= batch.memory.length))
        throw new Error(`packet ${index} ends at ${end} of ${batch.memory.length}`);
      if (!Number.isFinite(batch.seconds[index])) throw new Error(`packet ${index} has no time`);
      if (!((batch.nanoseconds[index] ?? 0) < 1e9))
        throw new Error(`packet ${index} has ${batch.nanoseconds[index]} ns`);
    }
    this.packetCount += batch.count;
  }

  notice(notice: { severity: string; text: string }): void {
    if (!/^[\u0020-\u007e]+\.$/.test(notice.text))
      throw new Error(`not a printable sentence: ${notice.text}`);
    if (notice.severity === 'error') this.errorCount += 1;
    else this.warningCount += 1;
  }
}

function handmade(): Uint8Array[] {
  const random = new Random(42);
  const files: Uint8Array[] = [];
  for (const littleEndian of [true, false]) {
    for (const magic of Object.values(pcapMagic)) {
      const records = Array.from({ length: 6 }, (_, index) => ({
        seconds: index,
        fraction: index,
        data: random.bytes(index * 9),
      }));
      files.push(pcapFile(records, { littleEndian, magic }));
    }
    const file = new PcapngFile(littleEndian).section([[option.sectionApplication, 'fuzz']]);
    file.interface(1, 0, [
      [option.interfaceName, 'eth0'],
      [option.interfaceTimeResolution, Uint8Array.of(0x94)],
      [option.interfaceTimeOffset, file.count(-5n)],
    ]);
    file.interface(113, 80).enhanced(0, 99n, random.bytes(50), { options: [[option.comment, 'a comment']] });
    file
      .simple(random.bytes(40))
      .obsolete(1, 2, 1n << 40n, random.bytes(30))
      .block(10, random.bytes(30));
    file
      .statistics(0, [[option.statisticsKernelDropped, file.count(7n)]])
      .enhanced(1, 1n << 50n, random.bytes(61));
    files.push(
      file.done(),
      new PcapngFile(littleEndian)
        .raw(file.done())
        .section()
        .interface()
        .enhanced(0, 1n, random.bytes(9))
        .done(),
    );
  }
  return files;
}

/** Reads one mutation; the milliseconds it took. */
function readOne(bytes: Uint8Array, context: string): number {
  const examiner = new Examiner(bytes);
  const before = bytes.slice();
  const start = performance.now();
  try {
    const statistics = readCapture(bytes, examiner);
    if (statistics.received !== examiner.packetCount) throw new Error('The count is wrong.');
    if (examiner.errorCount > 1) throw new Error(`${examiner.errorCount} error notices`);
    if (examiner.warningCount > 10) throw new Error(`${examiner.warningCount} warnings`);
    if (Buffer.compare(before, bytes) !== 0) throw new Error('The bytes were changed.');
  } catch (error) {
    throw new Error(`${context}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return performance.now() - start;
}

function run(files: readonly Uint8Array[], rounds: number): void {
  const before = process.memoryUsage().arrayBuffers;
  for (let seed = firstSeed; seed < firstSeed + rounds; seed += 1) {
    const random = new Random(seed);
    const bytes = mutate(random.pick(files), random);
    const context = `FUZZ_SEED=${seed}`;
    // A slow reading is only believed when it stays slow: the machine may have been busy elsewhere.
    let took = readOne(bytes, context);
    for (let again = 0; again < 2 && took > longestMilliseconds; again += 1)
      took = Math.min(took, readOne(bytes, context));
    expect(took, `${context}: milliseconds`).toBeLessThan(longestMilliseconds);
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(
    largestGrowthBytes + rounds * largestCorpusFile,
  );
}

describe('mutated captures', () => {
  it('made by hand are read without an exception, a hang, or a byte out of bounds', () => {
    run(handmade(), 4000);
  });

  it('under gzip and zstd, where the packing is damaged, too, come to an end', async () => {
    const files = handmade().flatMap(file => [gzipSync(file), zstdCompressSync(file)]);
    for (let seed = firstSeed; seed < firstSeed + 500; seed += 1) {
      const random = new Random(seed);
      const bytes = mutate(random.pick(files), random);
      const opened = await openInput(
        'The stream',
        new StreamInput(inChunks(bytes, [random.between(1, 100)])),
      );
      if (!opened.ok) {
        expect(opened.message, `FUZZ_SEED=${seed}`).toMatch(/^[\u0020-\u007e]+\.$/);
        continue;
      }
      const collector = new Collector();
      await pump(opened.source, collector);
      expect(collector.errors.length, `FUZZ_SEED=${seed}`).toBeLessThanOrEqual(1);
    }
  });

  it.runIf(corpusIsPresent)('from the corpus, too', () => {
    const files = corpusFiles()
      .map(file => corpusBytes(file.path))
      .filter(bytes => bytes.length < largestCorpusFile);
    run(files, 4000);
  });
});

describe('mutate', () => {
  it('gives the same damage for the same seed, and leaves the original alone', () => {
    const original = new Random(1).bytes(200);
    const copy = original.slice();
    const damage = (seed: number): Uint8Array => mutate(original, new Random(seed));
    const different = new Set<string>();
    for (let seed = 0; seed < 100; seed += 1) {
      expect(damage(seed)).toEqual(damage(seed));
      different.add(Buffer.from(damage(seed)).toString('hex'));
    }
    expect(original).toEqual(copy);
    expect(different.size).toBeGreaterThan(80);
  });
});
