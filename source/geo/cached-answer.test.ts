import { describe, expect, it } from 'vitest';
import { safeString } from '../decode/text.ts';
import { noAnswer, someAnswer } from '../testing/geo-answers.ts';
import { mutate } from '../testing/mutate.ts';
import { Random } from '../testing/random.ts';
import { answerLifeSeconds, notFoundLifeSeconds } from './answer.ts';
import { lifeLeftSeconds, maxValueLength, readAnswer, writeAnswer } from './cached-answer.ts';

const now = Math.floor(Date.now() / 1000);

describe('an answer in a cache', () => {
  it('is read as it was written', () => {
    const answers = [
      someAnswer(),
      noAnswer(),
      someAnswer({ city: '', organisation: '', origin: 'database', source: 'GeoLite2-City of 2026-06-17' }),
      someAnswer({ country: '', city: '', asn: 4_294_967_295 }),
      someAnswer({ city: '東京 "x" \\ é' }),
    ];
    for (const answer of answers) expect(readAnswer(writeAnswer(answer), now)).toEqual(answer);
  });

  it('is short', () => {
    const answer = someAnswer({ city: '', organisation: '', asn: 0, origin: 'database', source: 'x' });
    expect(writeAnswer(answer)).toBe(`{"c":"DE","w":0,"s":"x","a":${answer.at}}`);
  });

  it('is made safe and cut when it is written, and can be read then', () => {
    const long = someAnswer({
      city: '\u001b[2J'.repeat(100),
      organisation: '😀'.repeat(400),
      source: 'é'.repeat(500),
    });
    const read = readAnswer(writeAnswer(long), now);
    expect(read).toMatchObject({ country: 'DE', source: 'é'.repeat(128), organisation: '😀'.repeat(128) });
    expect(writeAnswer(long)).not.toContain('\u001b');
  });

  it('dies of age, sooner when nobody knows, and never lives longer for a clock ahead', () => {
    const at = (seconds: number) => now - seconds;
    expect(readAnswer(writeAnswer(someAnswer({ at: at(answerLifeSeconds - 1) })), now)).not.toBe('expired');
    expect(readAnswer(writeAnswer(someAnswer({ at: at(answerLifeSeconds) })), now)).toBe('expired');
    expect(readAnswer(writeAnswer(noAnswer({ at: at(notFoundLifeSeconds) })), now)).toBe('expired');
    expect(lifeLeftSeconds(someAnswer({ at: now + 200 }), now)).toBe(answerLifeSeconds);
  });

  const good = { c: 'DE', t: 'Köln', n: 3320, o: 'Telekom', w: 1, s: 'geolite.info', a: now };
  const wrong: readonly Record<string, unknown>[] = [
    { c: 'de' },
    { c: 'DEU' },
    { c: 7 },
    { c: null },
    { t: 'x'.repeat(129) },
    { t: '\u202egnp' },
    { t: ['x'] },
    { n: -1 },
    { n: 1.5 },
    { n: 4_294_967_296 },
    { n: '3320' },
    { o: 'a\u0000b' },
    { o: 'x'.repeat(257) },
    { w: 2 },
    { w: '1' },
    { w: undefined },
    { s: undefined },
    { s: 'x'.repeat(129) },
    { a: undefined },
    { a: now + 1000 },
    { a: -1 },
    { a: now + 0.5 },
    { a: `${now}` },
    { c: '', n: 0 },
  ];
  for (const fields of wrong) {
    it(`is not believed with ${JSON.stringify(fields).slice(0, 40)}`, () => {
      expect(readAnswer(JSON.stringify(good), now)).toMatchObject({ country: 'DE' });
      expect(readAnswer(JSON.stringify({ ...good, ...fields }), now)).toBe('invalid');
    });
  }

  it('is not believed when it is no object, no JSON, too long or no text', () => {
    const values: unknown[] = ['', '{', 'null', '[]', '"DE"', '1', undefined, null, 7, {}, Buffer.from('{}')];
    values.push(JSON.stringify({ ...good, z: 'x'.repeat(maxValueLength) }));
    for (const value of values) expect(readAnswer(value, now)).toBe('invalid');
  });

  it('is safe whatever was done to it', () => {
    const random = new Random(7);
    const bytes = Buffer.from(writeAnswer(someAnswer()));
    for (let round = 0; round < 20_000; round += 1) {
      const answer = readAnswer(Buffer.from(mutate(bytes, random)).toString(), now);
      if (typeof answer === 'string') continue;
      expect(answer.country).toMatch(/^([A-Z]{2})?$/);
      for (const text of [answer.city, answer.organisation, answer.source])
        expect(safeString(text)).toBe(text);
      expect(Number.isInteger(answer.asn) && answer.at <= now + 300).toBe(true);
    }
  });
});
