/** A source of which only the packets a capture filter accepts are handed on: `-f` for files and streams. */
import type { FrameFilter } from './frame-filter.ts';
import type { PacketBatch, PacketSink, PacketSource } from './source.ts';

/** `statistics().received` counts what passed; what the filter refused is nobody's loss and not counted. */
export function filteredSource(source: PacketSource, filter: FrameFilter): PacketSource {
  let passed = 0;
  let target: PacketSink | undefined;
  const between: PacketSink = {
    packets(batch) {
      keepAccepted(batch, filter);
      passed += batch.count;
      if (batch.count > 0) target?.packets(batch);
    },
    notice(notice) {
      target?.notice(notice);
    },
  };
  return {
    interfaces: source.interfaces,
    drain(sink, budgetMilliseconds) {
      target = sink;
      return source.drain(between, budgetMilliseconds);
    },
    ready: () => source.ready(),
    statistics: () => ({ ...source.statistics(), received: passed }),
    close: () => source.close(),
  };
}

/** Moves the accepted packets to the front of the batch; the packets' bytes stay where they are. */
function keepAccepted(batch: PacketBatch, filter: FrameFilter): void {
  const { memory, offset, captured, length, seconds, nanoseconds, interfaceId, linkType, comments } = batch;
  const keptComments = comments === undefined ? undefined : new Map<number, string>();
  let kept = 0;
  for (let at = 0; at < batch.count; at++) {
    const start = offset[at] as number;
    const bytes = captured[at] as number;
    const wire = length[at] as number;
    const link = linkType[at] as number;
    if (!filter.accepts(memory, start, bytes, wire, link)) continue;
    const comment = comments?.get(at);
    if (comment !== undefined) keptComments?.set(kept, comment);
    offset[kept] = start;
    captured[kept] = bytes;
    length[kept] = wire;
    seconds[kept] = seconds[at] as number;
    nanoseconds[kept] = nanoseconds[at] as number;
    interfaceId[kept] = interfaceId[at] as number;
    linkType[kept] = link;
    kept++;
  }
  batch.count = kept;
  batch.comments = keptComments;
}
