import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import type { WorldBody } from '../../engine/protocol.ts';
import { withoutStyles } from '../../testing/draw.tsx';
import { fakeWorld, worldBody } from '../../testing/fake-world.ts';
import { asciiGlyphs } from '../glyphs.ts';
import { defaultSettings, SettingsContext } from '../settings.ts';
import { cellWidth } from '../text-fit.ts';
import { Countries } from './countries.tsx';
import { WorldFacts } from './world-facts.tsx';
import { WorldMap } from './world-map.tsx';

const rows = Array.from({ length: 24 }, (_, index) => fakeWorld('start')(index + 1));
const body: WorldBody = worldBody(rows, { total: 24, first: 0, selected: 0, newer: 0, lost: 0 });
const linesOf = (frame: string | undefined): string[] => withoutStyles(frame ?? '').split('\n');

describe('WorldMap', () => {
  const map = (props: Partial<Parameters<typeof WorldMap>[0]> = {}) => (
    <WorldMap lights={body.lights} selected="JP" home="DE" columns={57} rows={10} {...props} />
  );

  it('draws the world within its cells', () => {
    const { lastFrame } = render(map());
    const lines = linesOf(lastFrame());
    expect(lines).toHaveLength(10);
    expect(Math.max(...lines.map(cellWidth))).toBeLessThanOrEqual(57);
    expect(lines.join('')).toContain('⌂');
    expect(lines.join('')).toContain('▶');
  });

  it('stays as it is while counts rise a little', () => {
    const { lastFrame, rerender } = render(map());
    const before = lastFrame();
    rerender(map({ lights: body.lights.map(({ code, weight }) => ({ code, weight: weight * 0.99 })) }));
    expect(lastFrame()).toBe(before);
    rerender(map({ selected: 'BR' }));
    expect(lastFrame()).not.toBe(before);
  });

  it('is pure ASCII where that is asked for', () => {
    const { lastFrame } = render(
      <SettingsContext value={{ ...defaultSettings, glyphs: asciiGlyphs }}>{map()}</SettingsContext>,
    );
    expect(withoutStyles(lastFrame() ?? '')).toMatch(/^[\x20-\x7e\n]*$/);
  });
});

describe('WorldFacts', () => {
  const facts = (props: Partial<Parameters<typeof WorldFacts>[0]> = {}) =>
    render(<WorldFacts body={body} row={rows[0]} columns={24} rows={10} {...props} />).lastFrame();

  it('says what is counted of the selected country', () => {
    const text = facts() ?? '';
    for (const one of ['Germany', '41,200', 'home: DE', 'little', 'most', 'bundled countries'])
      expect(text).toContain(one);
  });

  it('says in words that a country is new, however long its name', () => {
    expect(facts({ row: rows[8] })).toContain('… new');
  });

  it('says what it does not know', () => {
    const text = facts({
      body: { ...body, home: '', lights: [], pending: 1204 },
      row: undefined,
    });
    for (const one of ['home unknown', 'no country yet', '1,204 being looked']) expect(text).toContain(one);
  });

  it.each([
    [24, 1],
    [24, 3],
    [10, 10],
    [3, 5],
    [40, 30],
  ])('stays within %i × %i', (columns, height) => {
    for (const row of rows) {
      const lines = linesOf(facts({ row, columns, rows: height, body: { ...body, pending: 5 } }));
      expect(lines.length).toBeLessThanOrEqual(height);
      expect(Math.max(...lines.map(cellWidth))).toBeLessThanOrEqual(columns);
    }
  });
});

describe('Countries', () => {
  const row = (code: string, name: string, share: number, isNew = false) => ({
    code,
    name,
    packets: Math.round(share * 98_000),
    share,
    isNew,
  });

  it('marks what is new in words and what has no country with a dot', () => {
    const { lastFrame } = render(
      <Countries
        countries={[
          row('DE', 'Germany', 0.42),
          row('', 'local', 0.2),
          row('GS', 'South Georgia & Co', 0.001, true),
        ]}
        rows={4}
        columns={34}
      />,
    );
    const lines = linesOf(lastFrame());
    expect(lines[0]).toMatch(/countries +5 min/);
    expect(lines[1]).toMatch(/DE Germany +41\.2k █+ +42 %/);
    expect(lines[2]).toContain('·  local');
    expect(lines[3]).toMatch(/GS South … new +98 █ +<1 %/);
    expect(Math.max(...lines.map(cellWidth))).toBeLessThanOrEqual(34);
  });

  it('never draws more than there is, even of packets between two countries', () => {
    const { lastFrame } = render(
      <Countries countries={[row('US', 'United States', 1.7)]} rows={2} columns={44} />,
    );
    expect(cellWidth(linesOf(lastFrame())[1] ?? '')).toBeLessThanOrEqual(44);
  });
});
