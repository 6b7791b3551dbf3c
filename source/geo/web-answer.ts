import { isIP } from 'node:net';
import { safeString } from '../decode/text.ts';
import { type GeoAnswer, isNotFound } from './answer.ts';
import { maxNameCharacters } from './databases-record.ts';

/** Long names are cut; longer ones are no names, and the answer no answer of the service. */
const maxRawCharacters = 1024;
const largestSystemNumber = 0xffff_ffff;

/**
 * The answer in what the client made of the service's document; undefined when it is not what is documented.
 * The client declares types but checks none.
 */
export function answerOf(
  response: unknown,
  options: {
    readonly address: string;
    readonly source: string;
    readonly at: number;
    readonly redact: (text: string) => string;
  },
): GeoAnswer | undefined {
  if (typeof response !== 'object' || response === null) return undefined;
  // As for databases: where nobody is said to be there, who registered the network is told.
  const country =
    inside(inside(response, 'country'), 'isoCode') ??
    inside(inside(response, 'registeredCountry'), 'isoCode') ??
    '';
  if (typeof country !== 'string' || !/^([A-Z]{2})?$/.test(country)) return undefined;
  const traits = inside(response, 'traits');
  const about = inside(traits, 'ipAddress');
  if (about !== undefined && !isSame(about, options.address)) return undefined;
  const asn = inside(traits, 'autonomousSystemNumber') ?? 0;
  if (!isSystemNumber(asn)) return undefined;
  const city = name(inside(inside(inside(response, 'city'), 'names'), 'en'), options.redact);
  const organisation = name(inside(traits, 'autonomousSystemOrganization'), options.redact);
  if (city === undefined || organisation === undefined) return undefined;
  const { source, at } = options;
  const answer: GeoAnswer = { country, city, asn, organisation, origin: 'web', source, at };
  if (!isNotFound(answer)) return answer;
  // "Nobody knows" is believed only of a document that says whom it is about: anything could be empty.
  return about === undefined ? undefined : notFoundAnswer(source, at);
}

export function notFoundAnswer(source: string, at: number): GeoAnswer {
  return { country: '', city: '', asn: 0, organisation: '', origin: 'web', source, at };
}

/** The field of an object; undefined where there is none. What is no object though a field is wanted has none. */
function inside(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, field)
    ? Reflect.get(value, field)
    : undefined;
}

function isSame(said: unknown, address: string): boolean {
  if (typeof said !== 'string' || isIP(said) !== isIP(address)) return false;
  return said === address || canonical(said) === canonical(address);
}

/** Of two ways to write an IPv6 address, the same. */
function canonical(address: string): string {
  const url = `http://[${address}]/`;
  return URL.canParse(url) ? new URL(url).hostname : address;
}

function isSystemNumber(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= largestSystemNumber;
}

/** '' when there is none, undefined when it is not a name. */
function name(value: unknown, redact: (text: string) => string): string | undefined {
  if (value === undefined) return '';
  if (typeof value !== 'string' || value.length > maxRawCharacters) return undefined;
  const characters = [...safeString(redact(value))];
  if (characters.length <= maxNameCharacters) return characters.join('');
  return `${characters.slice(0, maxNameCharacters - 1).join('')}…`;
}
