import { describe, expect, it } from 'vitest';
import { Random } from '../testing/random.ts';
import { complete } from './complete.ts';

const known = (field: string): readonly string[] =>
  ({ interface: ['eth0', 'eth1', 'wlan0'], host: ['a b.example'], 'country.src': ['DE'] })[field] ?? [];

/** The cursor stands where the | is. */
function at(text: string) {
  const cursor = text.indexOf('|');
  const plain = text.replace('|', '');
  const { start, end, candidates, common } = complete(plain, cursor, known);
  return { replaced: plain.slice(start, end), texts: candidates.map(one => one.text), common };
}

describe('complete', () => {
  it.each([
    ['|', '', ['ip', 'port', 'tcp', 'dns', 'not']],
    ['po|', 'po', ['port', 'port.src', 'pop']],
    ['tcp and por|', 'por', ['port']],
    ['(ud|)', 'ud', ['udp', 'udp.port']],
    ['tcp |', '', ['and', 'or']],
    ['tcp a|', 'a', ['and', 'arp']],
    ['frame.l|', 'frame.l', ['frame.len']],
    ['tls.hand|', 'tls.hand', ['tls.handshake.extensions_server_name']],
    ['arp == |', '', ['request', 'reply']],
    ['arp == re|', 're', ['request', 'reply']],
    ['tcp.flags has s|', 's', ['syn']],
    ['tcp.flags has syn,a|', 'a', ['ack']],
    ['tcp.flags in {syn |', '', ['ack']],
    ['tcp.flags |', '', ['has', '==', 'syn']],
    ['proto == tl|', 'tl', ['tls', 'tlsv1.3']],
    ['interface |', '', ['eth0', 'eth1', 'wlan0']],
    ['interface == w|', 'w', ['wlan0']],
    ['port ht|', 'ht', ['http', 'https']],
    ['src |', '', ['host', 'port', 'country', 'ip']],
    ['src country |', '', []],
    ['info |', '', ['contains', '~', '==']],
    ['po|rt == 4', 'port', ['port', 'pop']],
  ])('%j', (text, replaced, some) => {
    const found = at(text);
    expect(found.replaced).toBe(replaced);
    expect(found.texts).toEqual(expect.arrayContaining(some));
  });

  it('goes as far as all candidates agree', () => {
    expect(at('interface e|').common).toBe('eth');
    expect(at('interface w|').common).toBe('wlan0');
    expect(at('xyz|')).toEqual({ replaced: 'xyz', texts: [], common: '' });
  });

  it('quotes what needs it', () => {
    expect(at('host == |').texts).toContain('"a b.example"');
    expect(at('host == a|').texts).toEqual(['"a b.example"']);
    expect(at('host == "a |').texts).toEqual(['"a b.example"']);
  });

  it('never throws and replaces only what is there', () => {
    const random = new Random(11);
    const pieces = [
      'tcp',
      ' ',
      'src',
      '==',
      '{',
      ',',
      '"',
      '\\',
      'in',
      '(',
      'port',
      '|',
      '\u0000',
      'é',
      'info',
      '&',
    ];
    for (let round = 0; round < 3000; round += 1) {
      const text = Array.from({ length: random.below(10) }, () => random.pick(pieces)).join('');
      const cursor = random.between(0, text.length);
      const { start, end } = complete(text, cursor, known);
      expect(start <= cursor && cursor <= end && end <= text.length).toBe(true);
    }
  });
});
