import type { GeoCredentials } from './settings.ts';

const hidden = '•••';
/** Shorter secrets would be found in everything; the service hands out none that short. */
const shortestHidden = 4;
/** Base64 of less than this many bytes is too common a text. */
const shortestEncoded = 6;

/**
 * Takes account id and licence key out of texts that somebody else wrote (a service that repeats what it was
 * sent, a library that names a request), as they are, percent-encoded and in base64 at any offset.
 */
export function createRedactor({ accountId, licenseKey }: GeoCredentials): (text: string) => string {
  const plain = [`${accountId}:${licenseKey}`, licenseKey, accountId];
  const forms = new Set(
    plain.flatMap(secret => [secret, encodeURIComponent(secret), ...base64Forms(secret)]),
  );
  const secrets = [...forms]
    .filter(form => form.length >= shortestHidden)
    .sort((a, b) => b.length - a.length);
  return text => secrets.reduce((rest, secret) => rest.replaceAll(secret, hidden), text);
}

/** What stays the same of a text's base64 whatever stands before and behind it, for the three ways it can fall. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  if (bytes.length < shortestEncoded) return [];
  return [0, 1, 2].flatMap(before => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // Digits that also hold bits of what is before or behind belong to nobody.
    const first = before === 0 ? 0 : before + 1;
    const end = (before + bytes.length) % 3 === 0 ? encoded.length : encoded.length - 1;
    const core = encoded.slice(first, end);
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
