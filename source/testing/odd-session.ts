import type { OddBody, Snapshot, View } from '../engine/protocol.ts';
import { Session } from '../engine/session.ts';
import { batchOf, ListSource } from './batches.ts';
import { FakeAnalysis } from './fake-analysis.ts';
import { fromText, tcpFrame } from './frames.ts';

/** Of the odd screen. */
const view: View = {
  id: 1,
  screen: 'odd',
  filter: '',
  frozenAt: undefined,
  rows: 10,
  cursor: { at: 'first', offset: 0, screenRow: 0 },
  sort: undefined,
  open: undefined,
  conversation: undefined,
  span: 'start',
  chartWidth: 20,
  find: undefined,
};

/** One a second, each longer than the one before. */
export const oddFrames = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({
    seconds: 1000 + from + index,
    data: tcpFrame(40_000, 80, fromText('x'.repeat(index))),
  }));

/** A session whose packets are judged, or not. */
export function watched(packets = 20, analysis: FakeAnalysis | 'off' = new FakeAnalysis(), maxPackets = 100) {
  const makeAnalysis = analysis === 'off' ? {} : { makeAnalysis: () => analysis };
  const input = {
    source: new ListSource([]),
    name: 'test',
    live: false,
    captureFilter: '',
    speed: 'max',
  } as const;
  const session = new Session({ maxPackets, ...makeAnalysis }, input);
  if (packets > 0) session.core.packets(batchOf(oddFrames(packets)));
  const snapshot = (changes: Partial<View> = {}): Snapshot => session.snapshot({ ...view, ...changes });
  const odd = (changes: Partial<View> = {}): OddBody => {
    const { body } = snapshot(changes);
    if (body.screen !== 'odd') throw new Error('another screen');
    return body;
  };
  return { session, snapshot, odd };
}
