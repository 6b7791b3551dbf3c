/** Over a line of 2 KB/s the screen lags, but keys are answered. */
import { beforeAll, describe, expect, it } from 'vitest';
import { buildProgram, openScreen, screenSkipReason } from '../testing/screen.ts';

const why = screenSkipReason();
if (why !== undefined) console.log(`skipped: ${why}`);

const bytesPerSecond = 2000;

describe.runIf(why === undefined)('a slow line', () => {
  beforeAll(buildProgram);

  it('leaves keys their share', async () => {
    await using terminal = openScreen(['--demo'], { bytesPerSecond });
    await terminal.waitFor('q quit', 30_000);
    // Let it find out what the line carries, with everything rolling.
    await new Promise(resolve => setTimeout(resolve, 4000));
    const reactions: number[] = [];
    for (let press = 0; press < 4; press++) {
      const started = performance.now();
      terminal.write('/');
      await terminal.waitFor(lines => lines.slice(-3).some(line => line.includes('filter:')));
      reactions.push(performance.now() - started);
      terminal.write('\u001b');
      await terminal.waitFor(lines => lines.at(-1)?.includes('q quit') === true);
      await new Promise(resolve => setTimeout(resolve, 700));
    }
    console.log(`key to prompt at 2 KB/s: ${reactions.map(one => one.toFixed(0)).join(', ')} ms`);
    expect(Math.max(...reactions)).toBeLessThan(3000);
    // The newest is shown, not a queue of what was: the line is not full of old frames.
    await new Promise(resolve => setTimeout(resolve, 2500));
    const before = terminal.rawBytes;
    const idle = 3000;
    await new Promise(resolve => setTimeout(resolve, idle));
    const used = (terminal.rawBytes - before) / (idle / 1000);
    console.log(`unprompted: ${used.toFixed(0)} bytes a second`);
    expect(used).toBeGreaterThan(0);
    expect(used).toBeLessThan(bytesPerSecond * 0.8);
    const started = performance.now();
    terminal.write('\u0003');
    expect((await terminal.exited).code).toBe(0);
    expect(performance.now() - started).toBeLessThan(3000);
    await terminal.waitFor(() => !terminal.modes.alternateScreen);
    expect(terminal.modes.cursorHidden).toBe(false);
  });
});
