/**
 * tshark writes control characters in names as \\004 and puts U+FFFD where bytes are no UTF-8, which loses
 * them; we write each such byte as \\x04. Both become bytes again, U+FFFD standing for any that are not ASCII.
 */
export function namesAgree(expected: string, actual: string): boolean {
  const theirs = Buffer.from(withoutEscapes(expected), 'utf8').toString('latin1');
  const ours = withoutEscapes(Buffer.from(actual, 'utf8').toString('latin1'));
  if (!theirs.includes(replacementBytes)) return theirs === ours;
  const pattern = theirs
    .split(replacementBytes)
    .map(part => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('[\\x80-\\xff]+');
  return new RegExp(`^${pattern}$`, 's').test(ours);
}

/** U+FFFD in UTF-8, one character for each byte. */
const replacementBytes = '\xef\xbf\xbd';

function withoutEscapes(text: string): string {
  return text
    .replace(/\\x([0-9a-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
    .replace(/\\t/g, '\t')
    .replace(/\\n/g, '\n')
    .replace(/\\r/g, '\r');
}
