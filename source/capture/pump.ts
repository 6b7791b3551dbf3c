import type { PacketSink, PacketSource } from './source.ts';

/** How long one drain may hold the event loop, so that keys, signals and timers are served in between. */
const drainBudgetMilliseconds = 8;

/** Drains `source` into `sink` until the source ends or `signal` aborts; the event loop stays live. */
export async function pump(source: PacketSource, sink: PacketSink, signal?: AbortSignal): Promise<void> {
  const aborted = signal
    ? new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
    : undefined;
  while (signal?.aborted !== true) {
    const state = source.drain(sink, drainBudgetMilliseconds);
    if (state === 'ended') return;
    if (state === 'more') await new Promise<void>(resolve => setImmediate(resolve));
    else await (aborted ? Promise.race([source.ready(), aborted]) : source.ready());
  }
}
