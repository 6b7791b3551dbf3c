import type { PacketSink, PacketSource } from './source.ts';

/** How long one drain may hold the event loop, so that keys, signals and timers are served in between. */
const drainBudgetMilliseconds = 8;

/** Drains `source` into `sink` until the source ends or `signal` aborts; the event loop stays live. */
export async function pump(source: PacketSource, sink: PacketSink, signal?: AbortSignal): Promise<void> {
  // One listener for the whole run: racing against one long-lived promise would collect handlers for ever.
  let wake: (() => void) | undefined;
  const onAbort = (): void => wake?.();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    while (signal?.aborted !== true) {
      const state = source.drain(sink, drainBudgetMilliseconds);
      if (state === 'ended') return;
      await new Promise<void>(resolve => {
        wake = resolve;
        if (state === 'more') setImmediate(resolve);
        else void source.ready().then(resolve);
      });
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
