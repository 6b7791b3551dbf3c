import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCapture } from '../capture/file.ts';
import type { PacketBatch } from '../capture/source.ts';
import { FakeAnalysis } from '../testing/fake-analysis.ts';
import { watched } from '../testing/odd-session.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { decisionOf } from './exported-oddness.ts';
import type { ExportFormat, ExportProgress } from './protocol.ts';

describe('exports', () => {
  async function exported(
    format: ExportFormat,
    path: string,
    analysis: FakeAnalysis | 'off' = new FakeAnalysis(),
  ): Promise<void> {
    const { session } = watched(20, analysis);
    const order = { path, format, overwrite: false, what: 'shown' } as const;
    const progress = await new Promise<ExportProgress>(resolve =>
      session.export(1, order, one => one.done && resolve(one)),
    );
    expect(progress.error).toBe('');
  }

  it('say how odd each packet is and why', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'odd.jsonl');
    await exported('jsonl', path);
    const lines = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(lines[1]).toMatchObject({ oddness: 7, decision: 0.788, reasons: [] });
    expect(lines[6]).toMatchObject({ oddness: 50, decision: -0.515 });
    expect(lines[6].reasons).toEqual([
      expect.stringMatching(/^Port scan: .*10\.0\.0\.5/),
      'unusually high: bytes of a packet',
    ]);
    const csvPath = join(folder.path, 'odd.csv');
    await exported('csv', csvPath);
    expect(readFileSync(csvPath, 'utf8').split('\n')[0]).toMatch(/,oddness,decision,reasons$/);
  });

  it('have no such fields where nothing is judged', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'plain.jsonl');
    await exported('jsonl', path, 'off');
    expect(readFileSync(path, 'utf8')).not.toMatch(/oddness|decision|reasons/);
  });

  it('remark in pcapng on packets of incidents alone', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'odd.pcapng');
    await exported('pcapng', path);
    const opened = await openCapture(path);
    if (!opened.ok) throw new Error(opened.message);
    const comments = new Map<number, string>();
    let before = 0;
    const sink = {
      packets(batch: PacketBatch) {
        for (const [index, text] of batch.comments ?? []) comments.set(before + index + 1, text);
        before += batch.count;
      },
      notice: () => undefined,
    };
    while (opened.source.drain(sink, 10) !== 'ended') await opened.source.ready();
    opened.source.close();
    expect(before).toBe(20);
    expect(comments.get(7)).toMatch(/^odd 50: Port scan: .*10\.0\.0\.5/);
    expect(comments.has(2)).toBe(false);
  });

  it('decide as scikit-learn does: negative beyond the alarm line', () => {
    expect(decisionOf(0, 33, false)).toBe(1);
    expect(decisionOf(33, 33, false)).toBe(0);
    expect(decisionOf(50, 33, false)).toBeLessThan(0);
    expect(decisionOf(500, 33, false)).toBe(-1);
    for (const noLine of [0, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(decisionOf(50, noLine, false)).toBe(1);
      expect(decisionOf(50, noLine, true)).toBe(-1);
    }
  });
});
