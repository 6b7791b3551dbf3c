/** Captures live while something happens, and gives back everything that was seen. */
import { type LiveOptions, openLive } from '../capture/live.ts';
import { pump } from '../capture/pump.ts';
import type { CaptureInterface, CaptureStatistics } from '../capture/source.ts';
import { type CollectedPacket, Collector } from './collect.ts';

export type LiveCapture = {
  readonly collector: Collector;
  readonly statistics: CaptureStatistics;
  readonly interfaces: readonly CaptureInterface[];
};

export type Expectation = {
  /** Enough has been seen; otherwise the capture goes on until the patience ends. */
  readonly until: (collector: Collector) => boolean;
  readonly patienceMilliseconds?: number;
  /** What may still follow although it must not is waited for this long. */
  readonly settleMilliseconds?: number;
};

const stepMilliseconds = 10;

/** Rejects with the sentence a person would read when the capture cannot be opened. */
export async function captureDuring(
  options: LiveOptions,
  action: (collector: Collector) => Promise<unknown>,
  expectation: Expectation,
): Promise<LiveCapture> {
  const opened = await openLive(options);
  if (!opened.ok) throw new Error(opened.message);
  const { source } = opened;
  const collector = new Collector();
  const stop = new AbortController();
  const pumping = pump(source, collector, stop.signal);
  try {
    await action(collector);
    await waitFor(() => expectation.until(collector), expectation.patienceMilliseconds ?? 5000);
    await delay(expectation.settleMilliseconds ?? 100);
  } finally {
    stop.abort();
    await pumping;
    source.close();
  }
  return { collector, statistics: source.statistics(), interfaces: source.interfaces };
}

/** Resolves when `condition` holds or the patience is at its end; the assertion that follows tells which. */
export async function waitFor(condition: () => boolean, patienceMilliseconds = 5000): Promise<void> {
  const deadline = performance.now() + patienceMilliseconds;
  while (!condition() && performance.now() < deadline) await delay(stepMilliseconds);
}

export function delay(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

/** Frames of `testing/send.ts` carry its hardware address; whatever the system says by itself does not. */
export function fromSender(packet: CollectedPacket): boolean {
  return Buffer.from(packet.data.buffer, packet.data.byteOffset + 6, 6).toString('hex') === '020000000001';
}

export function sentFrames(collector: Collector): CollectedPacket[] {
  return collector.packetList.filter(fromSender);
}
