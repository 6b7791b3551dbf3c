import { describe, expect, it, vi } from 'vitest';
import { EngineProcess } from './process.ts';
import type { Answer, View } from './protocol.ts';

const view: View = {
  id: 1,
  screen: 'engine',
  filter: '',
  frozenAt: undefined,
  rows: 5,
  cursor: { at: 'newest', offset: 0, screenRow: 0 },
  sort: undefined,
  open: undefined,
  conversation: undefined,
  span: 'start',
  chartWidth: 10,
  find: undefined,
};

describe('EngineProcess', () => {
  it('keeps nothing for a screen that reads nothing, and goes on when it does', async () => {
    const untaken: (() => void)[] = [];
    const engine = new EngineProcess({ maxPackets: 100 }, (answer: Answer, taken?: () => void) => {
      if (answer.kind === 'snapshot' && taken !== undefined) untaken.push(taken);
    });
    let id = 0;
    const ask = async (): Promise<void> => {
      engine.take({ kind: 'view', view: { ...view, id: ++id } });
      await new Promise(resolve => setTimeout(resolve, 20));
    };
    for (let count = 0; count < 12; count += 1) await ask();
    expect(untaken.length).toBe(3);
    for (const taken of untaken.splice(0)) taken();
    await vi.waitFor(async () => {
      await ask();
      expect(untaken.length).toBeGreaterThan(0);
    });
  });
});
