/**
 * Countries by small numbers that are the same in every run, so that counts are arrays: AA, AB … ZZ, with two
 * before them for what has none.
 */

/** No address outside: packets that stay at home. */
export const countryLocal = 1;
/** Nobody knows, or nobody was asked. */
export const countryUnknown = 0;
const firstCountry = 2;
const letters = 26;
const codeOfA = 65;

/** Every country number is below. */
export const countryNumbers = firstCountry + letters * letters;

const validCode = /^[A-Z]{2}$/;
/** What databases say instead of nothing. */
const nowhere = 'ZZ';

/** Number of a code of two capitals, of 'local', and `countryUnknown` for everything else. */
export function countryNumber(code: string): number {
  if (code === 'local') return countryLocal;
  if (!validCode.test(code) || code === nowhere) return countryUnknown;
  return firstCountry + (code.charCodeAt(0) - codeOfA) * letters + (code.charCodeAt(1) - codeOfA);
}

/** Two capitals; '' for what has no country. */
export function countryCode(number: number): string {
  return codes[number] ?? '';
}

/** By number, so that no text is made for rows of a table. */
const codes: readonly string[] = Array.from({ length: countryNumbers }, (_, number) => {
  if (number < firstCountry) return '';
  const index = number - firstCountry;
  return String.fromCharCode(codeOfA + Math.floor(index / letters), codeOfA + (index % letters));
});

let names: Intl.DisplayNames | undefined;

/** What people call it: 'Germany'; the code itself where that is no country anybody named. */
export function countryName(code: string): string {
  // Made when first needed: it takes milliseconds.
  names ??= new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });
  return validCode.test(code) ? (names.of(code) ?? code) : code;
}

/** The same by number; 'local' and 'unknown' for what has no country. */
export function countryLabel(number: number): string {
  if (number === countryLocal) return 'local';
  return number === countryUnknown ? 'unknown' : countryName(countryCode(number));
}
