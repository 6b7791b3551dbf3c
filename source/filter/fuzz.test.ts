import { describe, expect, it } from 'vitest';
import { Random } from '../testing/random.ts';
import { parseFilter } from './parser.ts';
import { pointAt } from './problem.ts';

describe('any text', () => {
  const pieces = [
    'tcp', 'ip', 'port', 'host', 'src', 'dst', 'and', 'or', 'not', 'in', 'has', 'contains', '(', ')', '{', '}', ',', '..', '-',
    '==', '!=', '>', '<=', '~', '&', '&&', '||', '|', '!', '"', "'", '\\', '10.0.0.1', '::', '/8', '14:02', '-5m', '443', '*', '?',
    'tcp.flags', 'time', 'proto', 'x', '\u0000', '\ud800', 'é', '  ', '0x', 'eth', '00:11:22:33:44:55', 'odd', '1e9', 'info',
  ]; // biome-ignore format: pieces

  it('is understood or explained, at a place inside it, soon', () => {
    const random = new Random(7);
    for (let round = 0; round < 20_000; round += 1) {
      const joint = random.pick(['', ' ', ' ']);
      const text = Array.from({ length: random.between(1, 12) }, () => random.pick(pieces)).join(joint);
      const result = parseFilter(text);
      if (result.ok) continue;
      const { start, end, message } = result.problem;
      expect([start >= 0, start <= end, end <= text.length, message.length > 0], text).toEqual([
        true,
        true,
        true,
        true,
      ]);
      expect(pointAt(text, result.problem)).toHaveLength(2);
    }
  });

  it.each([
    ['('.repeat(4000)],
    ['!'.repeat(4000)],
    ['not '.repeat(1000)],
    ['tcp or '.repeat(500)],
    ['a'.repeat(4096)],
    ['1.'.repeat(2000)],
    [':'.repeat(4000)],
    [`port ${'1,'.repeat(2000)}`],
    [`{${'{'.repeat(4000)}`],
    [`"${'\\'.repeat(4000)}`],
    ['x'.repeat(5000)],
    ['10.0.0.1-'.repeat(400)],
  ])('is bounded: %#', text => {
    const start = performance.now();
    parseFilter(text);
    // Generous: the point is that it is not quadratic.
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
