import { describe, expect, it } from 'vitest';
import { runCommand } from '../testing/command.ts';
import { terminalObstacle, watch } from './watch.ts';
import { parseWatchOptions } from './watch-options.ts';

describe('watch', () => {
  it('says where to go when there is no terminal', async () => {
    // Test runners have none; where one has, there is nothing to see here.
    if (process.stdout.isTTY === true) return;
    const { error, output } = await runCommand(watch, ['-i', 'lo']);
    expect(error).toBe('watch draws on a terminal and standard output is none; use: oddwire read');
    expect(output).toBe('');
  });

  it('draws on no terminal that cannot move its cursor, or does not say what it is', () => {
    expect(terminalObstacle(true, 'xterm-256color')).toBeUndefined();
    expect(terminalObstacle(true, 'dumb')).toContain('TERM is "dumb"');
    expect(terminalObstacle(true, '')).toContain('TERM is not set');
    expect(terminalObstacle(true, undefined)).toContain('TERM is not set');
  });

  it('reads its options', () => {
    expect(parseWatchOptions([])).toMatchObject({
      engine: { engine: 'auto', speed: 1, promiscuous: true },
      filter: '',
    });
    expect(parseWatchOptions([]).engine.input).toBeUndefined();
    const live = parseWatchOptions([
      '-i',
      'eth0',
      '-i',
      'lo',
      '-f',
      'tcp',
      '--packets',
      '1000',
      '--memory',
      '2',
    ]);
    expect(live.engine).toMatchObject({
      input: { kind: 'live', interfaces: ['eth0', 'lo'] },
      captureFilter: 'tcp',
      maxPackets: 1000,
      maxBytes: 2 * 1024 * 1024,
    });
    expect(parseWatchOptions(['-r', '-', '--speed', 'max']).engine).toMatchObject({
      input: { kind: 'file', path: '-' },
      speed: 'max',
    });
    expect(parseWatchOptions(['--demo']).engine.input).toEqual({ kind: 'demo' });
    expect(parseWatchOptions(['--no-mouse']).mouse).toBe(false);
    expect(parseWatchOptions(['--no-mouse']).bell).toBe(false);
    expect(parseWatchOptions(['--bell']).bell).toBe(true);
  });

  it.each([
    [['x.pcap'], /a capture file goes after -r/],
    [['-i', 'lo', '-r', 'x'], /choose one of -i, -r and --demo/],
    [['--speed', '3'], /--speed is 1, 10 or max, not "3"/],
    [['--engine', 'x'], /unknown engine "x"/],
    [['--packets', '5'], /--packets takes a whole number from 100/],
    [['--filtr', 'x'], /did you mean "--filter"/],
  ])('refuses %j', (words, message) => {
    expect(() => parseWatchOptions(words)).toThrow(message);
  });
});
