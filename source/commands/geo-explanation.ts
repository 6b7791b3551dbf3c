import { addressIpv6 } from '../decode/packet.ts';
import { parseAddress } from '../flows/address-words.ts';
import { type GeoAnswer, isNotFound } from '../geo/answer.ts';
import { countryName } from '../geo/countries.ts';
import type { Explanation, TierOpinion } from '../geo/explain.ts';

/** What `oddwire geo` says of one address: as text for people and as an object for programs. */

const labelWidth = 10;
const minuteSeconds = 60;
const hourSeconds = 3600;
const daySeconds = 86_400;

export function explanationText(explanation: Explanation, nowSeconds: number): string {
  const { address, addressClass, located, answer, tier, opinions } = explanation;
  const lines = [address, row('class', className(addressClass))];
  const form = embeddedForm(address);
  if (form !== '')
    lines.push(row('stands', located === '' ? `for another (${form})` : `for ${located} (${form})`));
  if (located === '') {
    lines.push(row('country', 'none: such addresses are nowhere, and nothing is asked'));
    return `${lines.join('\n')}\n`;
  }
  lines.push(row('country', placeName(answer)));
  if (answer !== undefined && answer.city !== '') lines.push(row('city', answer.city));
  if (answer !== undefined && answer.asn !== 0) lines.push(row('system', systemName(answer)));
  if (answer !== undefined) lines.push(row('said by', `${tier}: ${origin(answer, nowSeconds)}`));
  opinions.forEach((opinion, index) => {
    lines.push(
      row(index === 0 ? 'tiers' : '', `${opinion.tier.padEnd(8)}  ${opinionText(opinion, nowSeconds)}`),
    );
  });
  return `${lines.join('\n')}\n`;
}

export function explanationObject(explanation: Explanation): Readonly<Record<string, unknown>> {
  const { address, addressClass, located, answer, tier, opinions } = explanation;
  return {
    address,
    class: className(addressClass),
    located: located === '' ? null : located,
    form: embeddedForm(address) || null,
    ...answerFields(answer),
    tier: tier ?? null,
    tiers: opinions.map(opinion => ({
      tier: opinion.tier,
      state: opinion.state,
      note: opinion.note === '' ? null : opinion.note,
      ...answerFields(opinion.answer),
    })),
  };
}

/** How an IPv6 address carries an IPv4 address; '' when it does not. */
export function embeddedForm(address: string): string {
  const words = parseAddress(address);
  if (words === undefined || words[0] !== addressIpv6) return '';
  const [, a, b, c] = words;
  if (a === 0 && b === 0 && c === 0xffff) return 'IPv4 mapped';
  if (a === 0x0064ff9b && b === 0 && c === 0) return 'NAT64';
  if (a >>> 16 === 0x2002) return '6to4';
  return a === 0x20010000 ? 'Teredo' : '';
}

function row(label: string, text: string): string {
  return `  ${label.padEnd(labelWidth)}${text}`;
}

function className(name: string): string {
  return name === 'remote' ? 'public' : name;
}

function placeName(answer: GeoAnswer | undefined): string {
  if (answer === undefined) return 'unknown: nobody could be asked';
  if (answer.country === '') return 'unknown';
  return `${answer.country} ${countryName(answer.country)}`;
}

function systemName({ asn, organisation }: GeoAnswer): string {
  return `AS${asn}${organisation === '' ? '' : ` ${organisation}`}`;
}

function origin({ source, at }: GeoAnswer, nowSeconds: number): string {
  return `${source}, ${age(nowSeconds - at)}`;
}

/** "just now", "3 hours ago". */
function age(seconds: number): string {
  const units = [
    [daySeconds, 'day'],
    [hourSeconds, 'hour'],
    [minuteSeconds, 'minute'],
  ] as const;
  for (const [length, name] of units) {
    const count = Math.floor(seconds / length);
    if (count >= 1) return `${count} ${name}${count === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}

function opinionText({ answer, note, state }: TierOpinion, nowSeconds: number): string {
  if (answer === undefined) return state === 'ready' ? note : state;
  if (isNotFound(answer)) return `nobody knows: ${origin(answer, nowSeconds)}`;
  const parts = [answer.country, answer.city, answer.asn === 0 ? '' : systemName(answer)];
  return `${parts.filter(Boolean).join(', ')}: ${origin(answer, nowSeconds)}`;
}

function answerFields(answer: GeoAnswer | undefined) {
  if (answer === undefined) return { country: null };
  const { country, city, asn, organisation, source, at } = answer;
  return {
    country: country === '' ? null : country,
    name: country === '' ? null : countryName(country),
    city: city === '' ? null : city,
    asn: asn === 0 ? null : asn,
    organisation: organisation === '' ? null : organisation,
    source,
    at: new Date(at * 1000).toISOString(),
  };
}
