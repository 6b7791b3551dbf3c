import { renderToString } from 'ink';
import type { ReactElement } from 'react';
import { describe, expect, it } from 'vitest';
import { withoutStyles } from '../../testing/draw.tsx';
import { fakeStatus, snapshotFor } from '../../testing/fake-engine.ts';
import { answered, startState } from '../../testing/screen-states.ts';
import { reduce } from '../reduce.ts';
import type { State } from '../state.ts';
import { cellWidth } from '../text-fit.ts';
import { viewOf } from '../view.ts';
import { Header } from './header.tsx';
import { belowStatusLine, StatusLine } from './status-line.tsx';
import { Tabs } from './tabs.tsx';

const drawn = (element: ReactElement, columns: number): string =>
  withoutStyles(renderToString(element, { columns }));

describe('Header', () => {
  it('never leaves out what was dropped, however long the name and narrow the screen', () => {
    for (const input of ['eth0', '/var/captures/2026-11-21/a-very-long-name-of-日本-capture.pcapng', '']) {
      for (let columns = 60; columns <= 160; columns += 7) {
        const state = startState({ columns, rows: 24 });
        const status = { ...fakeStatus, input, dropped: 4711, evicted: 99_000, captureFilter: 'tcp port 80' };
        const line = drawn(<Header state={answered(state, status)} />, columns);
        expect(line, `${columns}`).toContain('dropped 4.7k');
        expect(cellWidth(line)).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('counts what is new since the pause on every screen', () => {
    const start = startState({ columns: 120, rows: 24 });
    const paused = { ...start, screen: 'engine', frozenAt: 400 } as const;
    const status = { ...fakeStatus, oldest: 450, newest: 1000 };
    expect(drawn(<Header state={answered(paused, status)} />, 120)).toContain('600 new');
  });

  it('says what is evicted and skipped before how many bits there are', () => {
    const status = { ...fakeStatus, evicted: 99_000, skipped: 7 };
    const line = drawn(<Header state={answered(startState({ columns: 80, rows: 24 }), status)} />, 80);
    expect(line).toContain('evicted 99.0k');
    expect(line).toContain('skipped 7');
  });

  it('says that the rates of what has ended are averages, and none where there was no time for one', () => {
    const ended = { ...fakeStatus, state: 'ended' } as const;
    const state = startState({ columns: 120, rows: 24 });
    expect(drawn(<Header state={answered(state, ended)} />, 120)).toContain('average 12.4k pps  88.1 Mb/s');
    const moment = { ...ended, packetsPerSecond: 0, bitsPerSecond: 0 };
    expect(drawn(<Header state={answered(state, moment)} />, 120)).not.toMatch(/pps|b\/s/);
  });

  it('says what is odd now, or how much was', () => {
    const line = (more: Partial<typeof fakeStatus>, columns = 100): string =>
      drawn(
        <Header state={answered(startState({ columns, rows: 24 }), { ...fakeStatus, ...more })} />,
        columns,
      );
    expect(line({})).toContain('6 odd, 3 open  ');
    expect(line({ openIncidents: 0, totalIncidents: 19 })).toContain('  19 odd  ');
    expect(line({ openIncidents: 0, totalIncidents: 0 })).toContain('  nothing odd  ');
    const off = {
      ...fakeStatus.learning,
      phase: 'off',
      words: 'detection off',
      short: 'no detection',
    } as const;
    expect(line({ learning: off })).not.toContain(' odd,');
    expect(line({ learning: off })).toContain('detection off');
  });

  it('says how far learning is on any screen, in as many words as there is room for', () => {
    for (let columns = 84; columns < 140; columns += 1) {
      const state = startState({ columns, rows: 24 });
      const line = drawn(<Header state={answered(state, { ...fakeStatus, state: 'ended' })} />, columns);
      expect(line, `${columns}`).toContain('  learned');
    }
    expect(drawn(<Header state={startState({ columns: 100, rows: 24 })} />, 100)).toContain(
      'learned 41k flows, 14:02',
    );
  });

  it('says so when nobody counts what is dropped', () => {
    const state = answered(startState({ columns: 80, rows: 24 }), { ...fakeStatus, dropped: undefined });
    expect(drawn(<Header state={state} />, 80)).toContain('dropped unknown');
  });
});

describe('Tabs', () => {
  it('shows the filter in force as far as there is room', () => {
    const start = startState({ columns: 60, rows: 24 });
    const filtered = answered({ ...start, filter: 'host ~ "日本語日本語日本語"' });
    const line = drawn(<Tabs state={filtered} />, 60);
    expect(line).toContain('filter: host');
    expect(cellWidth(line)).toBeLessThanOrEqual(60);
  });
});

describe('StatusLine', () => {
  const prompting = (text: string, cursor: number, columns = 60) => {
    const state = startState({ columns, rows: 24 });
    const prompt = {
      kind: 'find',
      text,
      cursor,
      typed: '',
      history: -1,
      choices: [],
      format: 'csv',
      confirm: false,
    } as const;
    return drawn(<StatusLine state={{ ...state, prompt }} />, columns);
  };

  it('keeps the cursor of a long line in sight', () => {
    const text = Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ');
    expect(prompting(text, text.length)).toMatch(/word39 ?$/);
    expect(prompting(text, 0)).toContain('word0 word1');
    expect(cellWidth(prompting(text, 120))).toBeLessThanOrEqual(60);
  });

  it('keeps wide characters whole', () => {
    const text = '日本語'.repeat(30);
    for (let cursor = 0; cursor <= 90; cursor += 9) {
      const line = prompting(text, cursor);
      expect(cellWidth(line)).toBeLessThanOrEqual(60);
      expect(line).toMatch(/^ find in Info: [日本語 ]+$/);
    }
  });

  it('says where we are in the table beside what there is to say, as far as both fit', () => {
    const saying = (text: string): State => ({
      ...startState({ columns: 80, rows: 24 }),
      message: { severity: 'warning', text, until: 0 },
    });
    const both = saying('eth0 went down or disappeared; waiting for it to come back');
    expect(drawn(<StatusLine state={both} />, 80)).toMatch(/^ 400 of 400 {2}eth0 went down or .* come back/);
    expect(belowStatusLine(both)).toBeUndefined();
    const words = (count: number): State => saying(Array.from({ length: count }, () => 'word').join(' '));
    for (let count = 1; count < 60; count += 1) {
      const line = drawn(<StatusLine state={words(count)} />, 80);
      expect(cellWidth(line)).toBeLessThanOrEqual(80);
      const said = `${line} ${belowStatusLine(words(count))?.text ?? ''}`;
      // Nothing is left out for the place in the table.
      if (count <= 30) expect(said.match(/word/g)).toHaveLength(count);
    }
    expect(drawn(<StatusLine state={words(30)} />, 80)).not.toContain('400 of 400');
  });

  it('moves what is wrong below when there is no room beside what is typed', () => {
    const state = startState({ columns: 60, rows: 24 });
    const typing = (text: string): State => {
      const prompt = {
        kind: 'filter',
        text,
        cursor: 0,
        typed: '',
        history: -1,
        choices: [],
        format: 'csv',
        confirm: false,
      } as const;
      const error = { error: 'unknown field "prot"', start: 0, end: 4 };
      return { ...state, prompt, snapshot: snapshotFor({ ...viewOf(state), id: 1 }, fakeStatus, error) };
    };
    expect(drawn(<StatusLine state={typing('prot')} />, 60)).toContain('unknown field "prot"');
    expect(belowStatusLine(typing('prot'))).toBeUndefined();
    const long = typing('prot and host ~ "a-name-of-some-length"');
    expect(drawn(<StatusLine state={long} />, 60)).not.toContain('unknown');
    expect(belowStatusLine(long)?.text).toBe(' unknown field "prot"');
    const { prompt } = long;
    if (prompt === undefined) throw new Error('nothing is being typed');
    const torn = { ...long, prompt: { ...prompt, choices: ['protocol', 'port'] } };
    expect(belowStatusLine(torn)?.text).toBe(' protocol  port');
    expect(reduce(torn, { kind: 'edit', key: 'o', text: 'o' }).prompt?.choices).toEqual([]);
  });
});
