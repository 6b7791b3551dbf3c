import { describe, expect, it } from 'vitest';
import { fields, fieldWords } from './fields.ts';
import { parseFilter } from './parser.ts';
import { pointAt } from './problem.ts';
import type { Expression } from './syntax.ts';

/** A filter as the parser understood it, on one line. */
function shown(expression: Expression): string {
  switch (expression.kind) {
    case 'all':
      return 'all';
    case 'not':
      return `not(${shown(expression.part)})`;
    case 'protocol':
      return expression.name;
    case 'field': {
      const { field, test, negated } = expression;
      const { test: kind, ...rest } = test;
      return `${negated ? '!' : ''}${field.name}:${kind}${values(rest)}`;
    }
    default:
      return `${expression.kind}(${expression.parts.map(shown).join(' ')})`;
  }
}

function values(rest: Readonly<Record<string, unknown>>): string {
  if (Array.isArray(rest['needles'])) return ` ${rest['mode']} ${rest['needles'].join(',')}`;
  if (Array.isArray(rest['ranges'])) {
    const texts = rest['ranges'].map((range: Record<string, unknown>) => {
      if ('version' in range) return `${String(range['low'])}-${String(range['high'])}`;
      if ('lowHigh' in range)
        return `${range['lowHigh']}:${range['lowLow']}-${range['highHigh']}:${range['highLow']}`;
      return `${range['low']}-${range['high']}`;
    });
    return ` ${texts.join(' ')}`;
  }
  return Object.values(rest).length === 0 ? '' : ` ${Object.values(rest).join('/')}`;
}

function understood(text: string): string {
  const result = parseFilter(text);
  return result.ok ? shown(result.expression) : `${result.problem.kind}: ${result.problem.message}`;
}

const ten = '0,0,0,167772165-0,0,0,167772165';
const tenNet = '0,0,0,167772160-0,0,0,184549375';

describe('parseFilter', () => {
  it.each([
    ['', 'all'],
    ['   ', 'all'],
    ['tcp', 'tcp'],
    ['TCP', 'tcp'],
    ['DNS and Tls', 'and(dns tls)'],
    ['10.0.0.5', `ip:addresses ${ten}`],
    ['10.0.0.0/8', `ip:addresses ${tenNet}`],
    ['10.255.1.2/8', `ip:addresses ${tenNet}`],
    ['0.0.0.0/0', 'ip:addresses 0,0,0,0-0,0,0,4294967295'],
    ['10.0.0.5-10.0.0.6', 'ip:addresses 0,0,0,167772165-0,0,0,167772166'],
    ['10.0.0.5..10.0.0.6', 'ip:addresses 0,0,0,167772165-0,0,0,167772166'],
    ['net 10.0.0.0/8', `ip:addresses ${tenNet}`],
    ['src 10.0.0.5', `ip.src:addresses ${ten}`],
    ['dst net 10.0.0.0/8', `ip.dst:addresses ${tenNet}`],
    ['src host 10.0.0.5', `ip.src:addresses ${ten}`],
    ['ip.addr eq 10.0.0.5', `ip:addresses ${ten}`],
    ['ip.addr != 10.0.0.5', `!ip:addresses ${ten}`],
    ['ip.src==10.0.0.5', `ip.src:addresses ${ten}`],
    ['ip == {10.0.0.5}', `ip:addresses ${ten}`],
    ['ip not in {10.0.0.5}', `!ip:addresses ${ten}`],
    ['2001:db8::/32', 'ip:addresses 536939960,0,0,0-536939960,4294967295,4294967295,4294967295'],
    ['::1', 'ip:addresses 0,0,0,1-0,0,0,1'],
    ['[::1]', 'ip:addresses 0,0,0,1-0,0,0,1'],
    ['::ffff:10.0.0.5', 'ip:addresses 0,0,65535,167772165-0,0,65535,167772165'],
    ['1:2:3:4:5:6:7:8', 'ip:addresses 65538,196612,327686,458760-65538,196612,327686,458760'],
    [
      'ipv6.src == fe80::/10',
      'ipv6.src:addresses 4269801472,0,0,0-4273995775,4294967295,4294967295,4294967295',
    ],
    ['00:11:22:33:44:55', 'eth:hardware 17:573785173-17:573785173'],
    ['eth.src == 00-11-22-33-44-55', 'eth.src:hardware 17:573785173-17:573785173'],
    ['ether host 0011.2233.4455', 'and(ether eth:hardware 17:573785173-17:573785173)'],
    ['ether src 00:11:22:33:44:55', 'and(ether eth.src:hardware 17:573785173-17:573785173)'],
    ['eth == 00:11:22:00:00:00/24', 'eth:hardware 17:570425344-17:587202559'],
    ['port 443', 'port:numbers 443-443'],
    ['port 80,443', 'port:numbers 80-80 443-443'],
    ['port 80, 443', 'port:numbers 80-80 443-443'],
    ['port 8000-8100', 'port:numbers 8000-8100'],
    ['portrange 8000-8100', 'port:numbers 8000-8100'],
    ['port https', 'port:numbers 443-443'],
    ['dst port 53', 'port.dst:numbers 53-53'],
    ['tcp port 80 or udp', 'or(and(tcp port:numbers 80-80) udp)'],
    ['tcp.dstport > 1023', 'tcp.dstport:numbers 1024-Infinity'],
    ['tcp.port in {80..90 443, 1-2}', 'tcp.port:numbers 80-90 443-443 1-2'],
    ['tcp.port in {80 .. 90}', 'tcp.port:numbers 80-90'],
    ['port != 0x50', '!port:numbers 80-80'],
    ['len ge 1.5k', 'len:numbers 1500-Infinity'],
    ['len < 100', 'len:numbers 0-99'],
    ['odd > 30', 'odd:numbers 30.000000000000004-Infinity'],
    ['odd >= 30.5', 'odd:numbers 30.5-Infinity'],
    ['vlan', 'vlan'],
    ['vlan 7', 'vlan:numbers 7-7'],
    ['vlan tcp', 'and(vlan tcp)'],
    ['vlan not tcp', 'and(vlan not(tcp))'],
    ['arp == request', 'arp:numbers 1-1'],
    ['icmp.type == echo-reply', 'icmp.type:numbers 0-0'],
    ['tcp.flags has syn', 'tcp.flags:bits 2/2'],
    ['tcp.flags has syn,ack', 'tcp.flags:bits 18/18'],
    ['tcp.flags == syn,ack', 'tcp.flags:numbers 18-18'],
    ['tcp.flags in {syn, 0x12}', 'tcp.flags:numbers 2-2 18-18'],
    ['tcp.flags & 0x02', 'tcp.flags:bits 2'],
    ['tcp.flags & 0x12 == 0x02', 'tcp.flags:bits 18/2'],
    ['tcp.flags & 0x12 != 0x02', '!tcp.flags:bits 18/2'],
    ['tcp.flags.syn', 'tcp.flags.syn:bits 2/2'],
    ['tcp.flags.syn == 1 && tcp.flags.ack == 0', 'and(tcp.flags.syn:bits 2/2 tcp.flags.ack:bits 16/0)'],
    ['"client hello"', 'info:texts contains client hello'],
    ["'client hello'", 'info:texts contains client hello'],
    ['"a \\" b"', 'info:texts contains a " b'],
    ['hello', 'info:texts contains hello'],
    ['lo*in', 'info:texts pattern *lo*in*'],
    ["don't", "info:texts contains don't"],
    ['example.com', 'info:texts contains example.com'],
    ['"tcp"', 'info:texts contains tcp'],
    ['info login', 'info:texts contains login'],
    ['_ws.col.info contains "x y"', 'info:texts contains x y'],
    ['host example.com', 'host:texts under example.com'],
    ['host == example.com', 'host:texts equals example.com'],
    ['host ~ *.example.com', 'host:texts pattern *.example.com'],
    ['host !~ example', '!host:texts contains example'],
    ['host in {a.com, 10.0.0.5}', `or(ip:addresses ${ten} host:texts equals a.com)`],
    ['host != {a.com, 10.0.0.5}', `and(!ip:addresses ${ten} !host:texts equals a.com)`],
    ['tls.handshake.extensions_server_name == "a.com"', 'sni:texts equals a.com'],
    ['sni', 'sni:present'],
    ['sni and tcp', 'and(sni:present tcp)'],
    ['sni tcp', 'and(sni:present tcp)'],
    ['sni a.com', 'sni:texts under a.com'],
    ['malformed tcp', 'and(malformed:present tcp)'],
    ['fragment == later', 'fragment:numbers 2-2'],
    ['https', 'service:texts equals https'],
    ['proto == TLSv1.3', 'proto:protocols equals tlsv1.3'],
    ['proto ~ "tls*"', 'proto:protocols pattern tls*'],
    ['_ws.col.protocol != ssl', '!proto:protocols equals tls'],
    ['country de, fr', 'country:texts equals de,fr'],
    ['src country de', 'country.src:texts equals de'],
    ['frame.number in {1..10}', 'no:numbers 1-10'],
    ['time >= -5m', 'time:times -300-Infinity'],
    ['time in {-10m..-5m}', 'time:times -600--300'],
    [
      'hello world or login',
      'or(and(info:texts contains hello info:texts contains world) info:texts contains login)',
    ],
    ['tcp or udp and arp', 'or(tcp and(udp arp))'],
    ['(tcp or udp) and arp', 'and(or(tcp udp) arp)'],
    ['not tcp or udp', 'or(not(tcp) udp)'],
    ['!!tcp', 'not(not(tcp))'],
    ['!(tcp||udp)&&arp', 'and(not(or(tcp udp)) arp)'],
    ['NOT tcp AND udp', 'and(not(tcp) udp)'],
  ])('%j is %s', (text, expected) => {
    expect(understood(text)).toBe(expected);
  });

  it('understands the example of every field', () => {
    for (const { example } of fields) expect(understood(example), example).not.toMatch(/^(wrong|incomplete)/);
  });

  it('has each field name and alias once, in lower case', () => {
    const words = fields.flatMap(field => [field.name, ...(field.aliases ?? [])]);
    expect(new Set(words).size).toBe(words.length);
    expect([...fieldWords()].every(word => word === word.toLowerCase())).toBe(true);
  });
});

describe('a mistake', () => {
  it.each([
    ['prot == tcp', 'wrong', 'prot', 'unknown field "prot" — did you mean "proto"?'],
    [
      'prot tcp',
      'wrong',
      'prot',
      'unknown word "prot" — did you mean "proto"? In quotes it is searched for.',
    ],
    ['tcp adn udp', 'wrong', 'adn', /did you mean "and"/],
    ['port 99999', 'wrong', '99999', 'port takes 0–65535, not 99999'],
    ['tcp and port = 70000', 'wrong', '70000', 'port takes 0–65535, not 70000'],
    ['vlan 5000', 'wrong', '5000', 'vlan takes 0–4095, not 5000'],
    ['ttl > x', 'wrong', 'x', 'ttl takes 0–255, not "x"'],
    ['len == 1.5', 'wrong', '1.5', /^len takes/],
    ['10.0.0.999', 'wrong', '10.0.0.999', /0–255/],
    ['10.0.0.0/33', 'wrong', '10.0.0.0/33', /a prefix length is 0–32/],
    ['1.2.3.4.5', 'wrong', '1.2.3.4.5', /four parts/],
    ['1::2::3', 'wrong', '1::2::3', /only once/],
    ['ip.src == example.com', 'wrong', 'example.com', /did you mean "src example.com"/],
    ['ipv6 == 10.0.0.5', 'wrong', '10.0.0.5', /takes IPv6 addresses/],
    ['tcp)', 'wrong', ')', /closes nothing/],
    ['()', 'wrong', '()', /nothing stands/],
    ['tcp and and udp', 'wrong', 'and', /something must stand before "and"/],
    ['&& tcp', 'wrong', '&&', /something must stand before "and"/],
    ['== 5', 'wrong', '==', /a field must stand before/],
    ['ip.src == == 5', 'wrong', '==', /a value must follow/],
    ['ip === 1', 'wrong', '===', /did you mean "=="/],
    ['tcp | udp', 'wrong', '|', /did you mean "\|\|"/],
    ['http.hst == x', 'wrong', 'http.hst', /did you mean "http.host"/],
    ['tcp.prot', 'wrong', 'tcp.prot', /did you mean "tcp.port"/],
    ['tls == 1', 'wrong', 'tls ==', /is a protocol: it stands alone/],
    ['info > 5', 'wrong', '>', /info is text: ">" does not apply/],
    ['info matches "a.*b"', 'wrong', 'matches', /no regular expressions/],
    ['host has x', 'wrong', 'has', /did you mean "contains"/],
    ['port contains 5', 'wrong', 'contains', /port is a number/],
    ['proto == htpp', 'wrong', 'htpp', /did you mean "http"/],
    ['port in {}', 'wrong', '{}', /nothing stands in these braces/],
    ['port > 5,6', 'wrong', '6', /compares with one value/],
    ['time == 25:00', 'wrong', '25:00', /an hour is 0–23/],
    ['time == 2026-02-30', 'wrong', '2026-02-30', /no such day/],
    ['port and tcp', 'wrong', 'port', /a value must follow "port"/],
    // What is missing may still come.
    ['tcp and', 'incomplete', 'and', /something must follow "and"/],
    ['tcp or ', 'incomplete', 'or', /something must follow "or"/],
    ['not', 'incomplete', 'not', /something must follow "not"/],
    ['port', 'incomplete', 'port', /a value must follow "port", such as/],
    ['port ', 'incomplete', 'port', /a value must follow "port"/],
    ['port 80,', 'incomplete', ',', /a value must follow/],
    ['ip.src ==', 'incomplete', '==', /a value must follow "=="/],
    ['ip.src == 10.0.', 'incomplete', '10.0.', /four parts/],
    ['10.0.0.0/', 'incomplete', '10.0.0.0/', /prefix length/],
    ['2001:db8', 'incomplete', '2001:db8', /eight groups/],
    ['00:11:22', 'incomplete', '00:11:22', ''],
    ['port in {80', 'incomplete', '{', /never closed/],
    ['port 80-', 'incomplete', '80-', /must follow/],
    ['tcp and (udp or', 'incomplete', 'or', /something must follow/],
    ['tcp and (udp', 'incomplete', '(', /this parenthesis is never closed/],
    ['(', 'incomplete', '(', /never closed/],
    ['info ~ "log', 'incomplete', '"', /this quote is never closed/],
    ['tcp |', 'incomplete', '|', ''],
    ['443', 'incomplete', '443', /did you mean "port 443"/],
    ['tcp and ud', 'incomplete', 'ud', /did you mean "udp"/],
    ['time == 14:', 'incomplete', '14:', ''],
    ['proto == ht', 'incomplete', 'ht', /did you mean/],
    ['arp == re', 'incomplete', 're', /request/],
  ])('in %j is %s at %j', (text, kind, place, message) => {
    const result = parseFilter(text);
    if (result.ok) throw new Error(`understood as ${shown(result.expression)}`);
    const { problem } = result;
    expect(problem.message).toMatch(message);
    expect({ kind: problem.kind, place: text.slice(problem.start, problem.end) }).toEqual({ kind, place });
  });

  it('points at the mistake, also far to the right', () => {
    const point = (text: string): readonly string[] => {
      const result = parseFilter(text);
      return result.ok ? [] : pointAt(text, result.problem);
    };
    expect(point('tcp and prot == x')).toEqual(['tcp and prot == x', '        ^^^^']);
    const [line = '', carets = ''] = point(`${'tcp and '.repeat(50)}prot == x and udp`);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('prot');
    expect(line.length).toBeLessThan(80);
    expect(point('\u001b[31m == 1')).toEqual(['\\x1b[31m == 1', '^^^^^^^^']);
  });

  it('quotes hostile text harmlessly and briefly', () => {
    for (const hostile of ['\u001b]52;c;AAAA\u0007', '\u202eevil\u200b', 'x'.repeat(3000), '\u0000']) {
      for (const text of [
        `${hostile} == 1`,
        `port ${hostile}`,
        `proto == ${hostile}`,
        `tcp ) ${hostile}`,
        `ip ${hostile}: == 1`,
      ]) {
        const result = parseFilter(text);
        if (result.ok) continue;
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
        expect(result.problem.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u200b]/);
        expect(result.problem.message.length).toBeLessThan(300);
      }
    }
  });
});
