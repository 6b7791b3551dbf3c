import { statSync } from 'node:fs';
import { pump } from '../capture/pump.ts';
import type { PacketBatch, PacketSink } from '../capture/source.ts';
import type { Expression } from '../filter/syntax.ts';
import type { CommandContext } from './command.ts';
import { openInput } from './read-input.ts';
import type { ReadOptions } from './read-options.ts';

const nanosecondsPerSecond = 1e9;

/**
 * What "-5m" counts back from, where a filter says so: in a file its newest packet, which takes a pass through
 * the file before the reading proper. Undefined for what has no end yet, interfaces and pipes: there it is now.
 */
export async function newestTimeFor(
  filter: Expression | undefined,
  options: ReadOptions,
  words: readonly string[],
  context: CommandContext,
): Promise<number | undefined> {
  const { file } = options;
  if (filter === undefined || !countsBack(filter)) return undefined;
  if (file === undefined || file === '-' || statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    return undefined;
  const { source } = await openInput(options, words, context);
  const newest = new NewestTime();
  try {
    await pump(source, newest, context.signal);
  } finally {
    source.close();
  }
  return newest.time;
}

/** Some part of it says a time like -5m. */
function countsBack(filter: Expression): boolean {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.parts.some(countsBack);
    case 'not':
      return countsBack(filter.part);
    case 'field':
      return filter.test.test === 'times' && filter.test.ranges.some(range => range.kind === 'relative');
    default:
      return false;
  }
}

/** Captures step back in time now and then: the newest need not be the last. */
class NewestTime implements PacketSink {
  time: number | undefined;

  packets({ count, seconds, nanoseconds }: PacketBatch): void {
    let newest = this.time ?? Number.NEGATIVE_INFINITY;
    for (let index = 0; index < count; index += 1) {
      const time = (seconds[index] as number) + (nanoseconds[index] as number) / nanosecondsPerSecond;
      if (time > newest) newest = time;
    }
    if (count > 0) this.time = newest;
  }

  /** What is wrong with the file is told when it is read. */
  notice(): void {}
}
