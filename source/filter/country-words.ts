/**
 * The words countries go by: their code, their English name long and short, with and without accents. Every
 * code of ISO 3166-1 is known, whatever the databases at hand hold.
 */

type Country = {
  /** In capitals. */
  readonly code: string;
  readonly name: string;
  /** Where it differs: 'UK', 'Hong Kong'. */
  readonly shortName: string;
};

/** What other people say, in the form of `plainWord`. */
const otherNames: Readonly<Record<string, string>> = {
  usa: 'us',
  america: 'us',
  'great britain': 'gb',
  uae: 'ae',
  turkey: 'tr',
  holland: 'nl',
  'czech republic': 'cz',
  'ivory coast': 'ci',
  burma: 'mm',
  swaziland: 'sz',
  macedonia: 'mk',
};
/** No country's: databases of today and yesterday put addresses there that are somewhere in Asia. */
const otherCodes = ['ap'];
/** Codes ISO 3166 leaves to whoever makes a database of their own. */
const privateCode = /^(aa|q[m-z]|x[a-z])$/;
/** Regions of the language data that no address is in. */
const noCountries = ['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ'];
/** Not countries: why there is none. */
export const countryStates = ['local', 'unknown'] as const;

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

let all: readonly Country[] | undefined;
let byWord: ReadonlyMap<string, string> | undefined;

/** In the order of codes. It takes 20 ms to find them, so they are looked for when first asked for. */
function countries(): readonly Country[] {
  if (all !== undefined) return all;
  const long = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const short = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none', style: 'short' });
  const codes = letters.flatMap(first => letters.map(second => first + second));
  all = codes.flatMap(code => {
    const name = long.of(code);
    // Codes of countries that are gone are known under the name of what came after them.
    if (name === undefined || new Intl.Locale(`und-${code}`).region !== code) return [];
    return [{ code, name, shortName: short.of(code) ?? name }];
  });
  return all;
}

function codesByWord(): ReadonlyMap<string, string> {
  if (byWord !== undefined) return byWord;
  const words = new Map<string, string>(Object.entries(otherNames));
  for (const code of otherCodes) words.set(code, code);
  for (const { code, name, shortName } of countries()) {
    const value = code.toLowerCase();
    for (const word of [shortName, name]) words.set(plainWord(word), value);
  }
  // Last, because a code is never anything else.
  for (const { code } of countries()) words.set(code.toLowerCase(), code.toLowerCase());
  byWord = words;
  return words;
}

/** In lower case, without accents: "Côte d’Ivoire" is "cote d'ivoire", "Trinidad & Tobago" has an "and". */
export function plainWord(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('’', "'")
    .replaceAll('&', 'and')
    .toLowerCase();
}

/** The code, in lower case, of a country's code or name as somebody typed it; undefined when there is none. */
export function countryCodeOf(word: string): string | undefined {
  const plain = plainWord(word);
  return codesByWord().get(plain) ?? (privateCode.test(plain) ? plain : undefined);
}

/** The long name of a code in any case; '' when there is none. */
export function countryName(code: string): string {
  const upper = code.toUpperCase();
  return countries().find(country => country.code === upper)?.name ?? '';
}

/** Everything `countryCodeOf` knows, and why there may be no country. */
export function countryWords(): readonly string[] {
  return [...countryStates, ...codesByWord().keys()];
}

/** Codes and names, to complete. */
export function countryCandidates(): readonly string[] {
  const real = countries().filter(({ code }) => !noCountries.includes(code));
  const names = real.flatMap(({ name, shortName }) => [name, shortName]);
  return [...new Set([...real.map(({ code }) => code), ...names, ...countryStates])];
}
