import { beforeAll, describe, expect, it, vi } from 'vitest';

// Read by the colour library as it is loaded, which imports do before anything else here.
vi.hoisted(() => {
  process.env['FORCE_COLOR'] = '3';
});

import { drawScreen, settingsOf, visibleStyles, withoutStyles } from '../testing/draw.tsx';
import { type Size, screenStates } from '../testing/screen-states.ts';
import { cellWidth } from './text-fit.ts';

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
];

/** Blanks at the end of a line are nothing to see, except in colour. */
const trimmed = (text: string): string => text.replace(/ +$/gm, '');

// Every screen as text, to be read by people: how it looks is decided there.
describe.each(sizes)('at $columns × $rows', size => {
  const name = `${size.columns}x${size.rows}`;

  describe.each(Object.entries(screenStates))('%s', (screen, make) => {
    const drawn = { colour: '', plain: '', ascii: '' };

    beforeAll(() => {
      const state = make(size);
      drawn.colour = drawScreen(state, settingsOf.colour);
      drawn.plain = drawScreen(state, settingsOf.plain);
      drawn.ascii = trimmed(withoutStyles(drawScreen(state, settingsOf.ascii)));
    });

    it('looks as it did, in colour, without, and in ASCII', async () => {
      await expect(`${visibleStyles(drawn.colour)}\n`).toMatchFileSnapshot(
        `snapshots/${screen}.${name}.colour.txt`,
      );
      await expect(`${visibleStyles(drawn.plain)}\n`).toMatchFileSnapshot(
        `snapshots/${screen}.${name}.plain.txt`,
      );
      await expect(`${drawn.ascii}\n`).toMatchFileSnapshot(`snapshots/${screen}.${name}.ascii.txt`);
    });

    it('fills the screen and no more', () => {
      for (const text of Object.values(drawn)) {
        const lines = withoutStyles(text).split('\n');
        expect(lines).toHaveLength(size.rows);
        expect(Math.max(...lines.map(cellWidth))).toBeLessThanOrEqual(size.columns);
      }
    });

    it('says the same without colour', () => {
      expect(trimmed(withoutStyles(drawn.plain))).toBe(trimmed(withoutStyles(drawn.colour)));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what must not be there.
      expect(drawn.plain).not.toMatch(/\u001b\[(3[0-8]|4[0-8]|9\d|10\d)/);
    });

    it('is pure ASCII where that is asked for', () => {
      expect(drawn.ascii).toMatch(/^[\x20-\x7e\n]*$/);
    });
  });
});
