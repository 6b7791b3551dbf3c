import { describe, expect, it } from 'vitest';
import { drawScreen, settingsOf, withoutStyles } from '../../testing/draw.tsx';
import { screenStates } from '../../testing/screen-states.ts';

const drawn = (rows: number): string => {
  const make = screenStates['engine'];
  if (make === undefined) throw new Error('there is no state called "engine"');
  return withoutStyles(drawScreen(make({ columns: 80, rows }), settingsOf.plain));
};

describe('the engine screen', () => {
  it('says that there is more than fits', () => {
    expect(drawn(18)).toMatch(/^ lines 1 to \d+ of \d+ *$/m);
    expect(drawn(40)).not.toMatch(/ lines 1 to/);
  });
});
