import { describe, expect, it } from 'vitest';
import type { IncidentDetail } from '../engine/protocol.ts';
import { startState } from '../testing/screen-states.ts';
import { unicodeGlyphs } from './glyphs.ts';
import { incidentLines } from './incident-lines.ts';
import { openedIncident } from './reduce-odd.ts';

function detail(more: Partial<IncidentDetail> = {}): IncidentDetail {
  const found = openedIncident(startState({ columns: 80, rows: 24 }, 'odd'));
  if (found === undefined) throw new Error('nothing selected');
  return { ...found, ...more };
}

function shown(more: Partial<IncidentDetail>, width: number, rows: number, isOpened = false) {
  const { lines, packetRows } = incidentLines(detail(more), width, rows, unicodeGlyphs, isOpened);
  return { texts: lines.map(spans => spans.map(({ text }) => text).join('')), packetRows };
}

const long = 'packets of its flows: 4,312 in 60 s on average over an hour, the usual maximum here is 12';

describe('what is said of an incident', () => {
  it('ends a reason where it ends, in a second line', () => {
    const { texts } = shown({ reasons: [long] }, 60, 16);
    expect(texts.some(text => text.endsWith('is 12'))).toBe(true);
  });

  it('has its facts in the last rows, in one grid, however much there is to say', () => {
    for (const reasons of [[], [long], Array.from({ length: 8 }, () => long)]) {
      const { texts } = shown({ reasons }, 80, 11);
      expect(texts).toHaveLength(11);
      expect(texts.at(-2)).toMatch(/^ from +\S+ +going on for +2m 14s +last seen /);
      expect(texts.at(-1)).toMatch(/^ packets +412 +bytes /);
    }
  });

  it('leaves words and the first facts where there is hardly any room', () => {
    const { texts } = shown({}, 60, 6);
    expect(texts).toHaveLength(6);
    expect(texts[0]).toContain('10.0.0.5 tried 412 ports');
    expect(texts.at(-1)).toMatch(/^ from /);
    expect(shown({}, 60, 10, true).texts.some(text => text.startsWith(' Why'))).toBe(true);
  });

  it('shows packets beside the list only where their Info says something', () => {
    expect(shown({}, 80, 30).packetRows).toBe(0);
    expect(shown({}, 80, 30, true).packetRows).toBeGreaterThan(5);
    expect(shown({}, 120, 30).packetRows).toBeGreaterThan(5);
  });
});
