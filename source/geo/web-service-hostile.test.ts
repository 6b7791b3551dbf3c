import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { safeString } from '../decode/text.ts';
import type { Behavior } from '../testing/geolite-behavior.ts';
import { documentedErrors } from '../testing/geolite-behavior.ts';
import { type GeoLiteService, startGeoLiteService } from '../testing/geolite-service.ts';
import type { GeoAnswer } from './answer.ts';
import { checkAnswer } from './cached-answer.ts';
import type { GeoCredentials } from './settings.ts';
import { createWebService } from './web-service.ts';

// A service that means harm, or something that stands before it: what it says comes out safe, short, and without
// what we told it in confidence.

let service: GeoLiteService;

beforeAll(async () => {
  service = await startGeoLiteService();
  service.trust();
});
afterEach(() => service.reset());
afterAll(() => service.close());

function open(
  credentials: GeoCredentials = service.credentials,
  host = service.host,
  timeoutMilliseconds = 5000,
) {
  return createWebService({
    credentials,
    host,
    budget: 1000,
    shared: () => undefined,
    timeoutMilliseconds,
    retryMilliseconds: 1,
  });
}

async function answerTo(document: unknown): Promise<GeoAnswer | undefined> {
  const web = open();
  service.behave({ kind: 'document', document });
  const answer = await web.lookUp('1.2.3.4');
  web.close();
  return answer;
}

const german = { country: { iso_code: 'DE' } };

describe('answers that are none', () => {
  it.each<[string, unknown]>([
    ['null', null],
    ['a text', 'DE'],
    ['an empty document', {}],
    ['a list', []],
    ['a document about another address', { ...german, traits: { ip_address: '1.2.3.5' } }],
    ['a document about no address', { ...german, traits: { ip_address: 7 } }],
    ['a number', 7],
    ['a country that is a number', { country: { iso_code: 49 } }],
    ['a country of three letters', { country: { iso_code: 'DEU' } }],
    ['a country in small letters', { country: { iso_code: 'de' } }],
    ['a country with an escape sequence', { country: { iso_code: '\u001b[' } }],
    ['a system that is a text', { ...german, traits: { autonomous_system_number: '64500' } }],
    ['a negative system', { ...german, traits: { autonomous_system_number: -1 } }],
    ['a broken system', { ...german, traits: { autonomous_system_number: 1.5 } }],
    ['an impossible system', { ...german, traits: { autonomous_system_number: 2 ** 32 } }],
    ['traits that are a text', { ...german, traits: 'x' }],
    ['a city that is an object', { ...german, city: { names: { en: { toString: 'x' } } } }],
    ['a city that is a list', { ...german, city: { names: { en: ['Berlin'] } } }],
    ['a city as long as a book', { ...german, city: { names: { en: 'A'.repeat(2000) } } }],
    ['an organisation that is true', { ...german, traits: { autonomous_system_organization: true } }],
  ])('%s', async (_, document) => {
    expect(await answerTo(document)).toBeUndefined();
  });

  it('a document nested deeper than any stack', async () => {
    const web = open();
    const body = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
    service.behave({ kind: 'status', status: 200, body });
    expect(await web.lookUp('1.2.3.4')).toBeUndefined();
    service.behave({ kind: 'status', status: 200, body: '{"__proto__": {"country": {"isoCode": "DE"}}}' });
    expect((await web.lookUp('1.2.3.4'))?.country ?? '').toBe('');
    expect(Object.hasOwn(Object.prototype, 'country')).toBe(false);
    web.close();
  });
});

describe('names in answers', () => {
  it.each([
    ['Ber\u001b]0;owned\u0007lin', 'Ber\\x1b]0;owned\\x07lin'],
    ['Ber\u202elin\u200b', 'Ber\\u202elin\\u200b'],
    ['Ber\r\nlin\u009b2J', 'Ber\\r\\nlin\\x9b2J'],
    ['\ud800Berlin', '\\ud800Berlin'],
    ['São Paulo 東京', 'São Paulo 東京'],
  ])('come out safe: %j', async (name, shown) => {
    const answer = await answerTo({
      ...german,
      city: { names: { en: name } },
      traits: { autonomous_system_number: 1, autonomous_system_organization: name },
    });
    expect(answer).toMatchObject({ country: 'DE', city: shown, organisation: shown });
  });

  it('are cut where they are long, so that caches take them', async () => {
    for (const name of ['A'.repeat(1000), '\u200b'.repeat(1000), '𒀀'.repeat(500)]) {
      const answer = await answerTo({ ...german, city: { names: { en: name } } });
      expect(answer?.city.length).toBeLessThanOrEqual(161);
      expect(answer?.city).toMatch(/…$/);
    }
    const answer = await answerTo({ ...german, city: { names: { en: 'B'.repeat(500) } } });
    expect(answer && checkAnswer(answer, answer.at)).toEqual(answer);
  });
});

describe('credentials', () => {
  const { accountId, licenseKey } = { accountId: '314159265', licenseKey: 'Hush_never/seen+0xQ7kZ' };
  const secretive = { accountId, licenseKey };
  const pair = `${accountId}:${licenseKey}`;
  const forms = [
    ...[accountId, licenseKey, encodeURIComponent(licenseKey)],
    ...['base64', 'base64url', 'hex'].flatMap(form =>
      [pair, licenseKey, accountId].map(text =>
        Buffer.from(text)
          .toString(form as BufferEncoding)
          .replace(/=+$/, ''),
      ),
    ),
  ];
  // A service that repeats all it was sent.
  const echo = `${pair} Basic ${btoa(pair)} ${licenseKey} ${btoa(licenseKey)} ${encodeURIComponent(licenseKey)} ${accountId}`;

  const behaviors: (Behavior | undefined)[] = [
    undefined,
    ...Object.keys(documentedErrors).map(code => ({ kind: 'error', code, text: echo }) as const),
    { kind: 'error', code: `NEW ${echo}`, text: echo },
    { kind: 'status', status: 400, body: JSON.stringify({ code: licenseKey, error: btoa(pair) }) },
    { kind: 'status', status: 500, body: echo },
    { kind: 'status', status: 418, body: echo, headers: { 'X-Echo': echo } },
    { kind: 'too many', retryAfter: licenseKey },
    { kind: 'redirect', to: `/?${encodeURIComponent(echo)}` },
    {
      kind: 'document',
      document: {
        ...german,
        city: { names: { en: echo } },
        traits: { autonomous_system_organization: echo },
      },
    },
    { kind: 'document', document: echo },
    ...(['hang', 'stall', 'cut', 'cut body', 'garbage', 'page', 'gigantic'] as const).map(kind => ({ kind })),
  ];

  it('appear in no answer, fact or output, whatever goes wrong', async () => {
    const written: string[] = [];
    const { stdout, stderr } = process;
    const writes = [stdout.write, stderr.write] as const;
    stdout.write = (text: unknown) => written.push(String(text)) > 0;
    stderr.write = (text: unknown) => written.push(String(text)) > 0;
    try {
      for (const behavior of behaviors) {
        const web = open(secretive, service.host, 300);
        service.behave(behavior);
        for (const address of ['1.2.3.4', '10.0.0.1'])
          written.push(JSON.stringify(await web.lookUp(address)) ?? '');
        written.push(JSON.stringify(web.facts()), String(web), JSON.stringify(web));
        web.close();
        written.push(JSON.stringify(web.facts()));
        service.reset();
      }
      const untrusting = await startGeoLiteService();
      for (const host of [
        untrusting.host,
        '127.0.0.1:1',
        `${pair}@127.0.0.1`,
        `127.0.0.1/${licenseKey}`,
        '',
      ]) {
        const web = open(secretive, host);
        written.push(JSON.stringify(await web.lookUp('1.2.3.4')) ?? '', JSON.stringify(web.facts()));
        web.close();
      }
      await untrusting.close();
    } finally {
      [stdout.write, stderr.write] = writes;
    }
    expect(written.length).toBeGreaterThan(100);
    const all = written.join('\n');
    for (const form of forms) expect(all.includes(form)).toBe(false);
    for (const line of written) expect(safeString(line)).toBe(line);
  });

  it.each<[string, GeoCredentials, RegExp]>([
    ['an empty account id', { accountId: '', licenseKey }, /^stopped: the account id .*GEOLITE_ID/],
    ['an account id with a colon', { accountId: '1:2', licenseKey }, /^stopped: the account id/],
    [
      'a licence key with a line break',
      { accountId, licenseKey: 'a\r\nX: y' },
      /^stopped: the licence key .*GEOLITE_API_KEY/,
    ],
    ['a licence key no header can hold', { accountId, licenseKey: 'ключ' }, /^stopped: the licence key/],
  ])('that cannot be any are not sent: %s', async (_, credentials, state) => {
    const web = open(credentials);
    expect(web.isUsable).toBe(false);
    expect(await web.lookUp('1.2.3.4')).toBeUndefined();
    expect(web.facts().state).toMatch(state);
    expect(service.total).toBe(0);
  });
});
