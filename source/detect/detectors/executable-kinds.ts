import { type Bytes, startsWith, u32le } from '../../decode/bytes.ts';
import { startsWithIgnoringCase } from '../../decode/text-lines.ts';
import { fieldAt, findIgnoringCase, hasAnyWord, nextWord, wordEnd } from './content-text.ts';

/** Where the header of a PE file says its second header stands. */
const peOffsetAt = 0x3c;
const pathBytes = 300;
const typeBytes = 80;
const applicationLength = ' application/'.length;

/** What files call themselves. Packages of Linux distributions are signed, and everyday. */
const types: readonly (readonly [string, string])[] = [
  ['msdownload', 'Windows program'],
  ['x-dosexec', 'Windows program'],
  ['portable-executable', 'Windows program'],
  ['x-msi', 'Windows installer'],
  ['x-executable', 'program'],
  ['x-elf', 'ELF program'],
  ['x-mach-binary', 'macOS program'],
  ['android.package-archive', 'Android program'],
  ['java-archive', 'Java program'],
  ['x-sh', 'shell script'],
  ['x-shellscript', 'shell script'],
];

/** What the end of a path says; of paths on the web only those that mean nothing else. */
// biome-ignore format: a table
const endings: readonly (readonly [string, string])[] = [
  ['.exe', 'Windows program'], ['.msi', 'Windows installer'], ['.dll', 'Windows library'], ['.scr', 'Windows program'],
  ['.bat', 'Windows script'], ['.ps1', 'PowerShell script'], ['.vbs', 'Windows script'], ['.hta', 'Windows script'],
  ['.elf', 'ELF program'], ['.sh', 'shell script'], ['.apk', 'Android program'], ['.jar', 'Java program'],
  ['.dmg', 'macOS image'], ['.pkg', 'macOS installer'],
];
/** What an answer to such a request may call itself and still be no program. */
const harmless: readonly string[] = ['text/html', 'text/css', 'json', 'image/', 'xml'];

export function programType(bytes: Bytes, at: number, end: number): string {
  const field = fieldAt(bytes, at, end, 'content-type');
  if (field < 0 || !startsWithIgnoringCase(bytes, field, end, ' application/')) return '';
  // 'application/octet-stream' and 'application/json' are most of them.
  const first = bytes[field + applicationLength];
  if (first === 0x6f || (first === 0x6a && bytes[field + applicationLength + 1] === 0x73)) return '';
  const stop = Math.min(end, field + typeBytes);
  for (let index = 0; index < types.length; index += 1) {
    const [word, kind] = types[index] as readonly [string, string];
    if (findIgnoringCase(bytes, field, stop, word) >= 0) return kind;
  }
  return '';
}

/** True for answers that say they are a page, a picture or the like, whatever they were asked for as. */
export function isHarmlessType(bytes: Bytes, at: number, end: number): boolean {
  const field = fieldAt(bytes, at, end, 'content-type');
  return field >= 0 && hasAnyWord(bytes, field, Math.min(end, field + typeBytes), harmless);
}

/** Which kind of program the request at `at` asks for, by the end of its path; -1 for none. */
export function kindAskedFor(bytes: Bytes, at: number, end: number): number {
  const path = nextWord(bytes, at, end);
  let stop = wordEnd(bytes, path, Math.min(end, path + pathBytes));
  for (let next = path; next < stop; next += 1) if (bytes[next] === 0x3f) stop = next;
  for (let index = 0; index < endings.length; index += 1) {
    const [ending] = endings[index] as readonly [string, string];
    if (stop - ending.length > path && findIgnoringCase(bytes, stop - ending.length, stop, ending) >= 0)
      return index;
  }
  return -1;
}

export function endingKind(index: number): string {
  return endings[index]?.[1] ?? '';
}

/** What the first bytes of a file say; '' for no program. */
export function programKind(bytes: Bytes, at: number, end: number): string {
  if (end - at < 4) return '';
  switch (bytes[at]) {
    case 0x4d:
      return isWindowsProgram(bytes, at, end) ? 'Windows program' : '';
    case 0x7f:
      return startsWith(bytes, at + 1, end, 'ELF') ? 'ELF program' : '';
    case 0x23:
      return isScript(bytes, at, end) ? 'shell script' : '';
    case 0x64:
      return startsWith(bytes, at, end, 'dex\n03') ? 'Android program' : '';
    case 0xcf:
    case 0xce:
      return bytes[at + 1] === 0xfa && bytes[at + 2] === 0xed && bytes[at + 3] === 0xfe
        ? 'macOS program'
        : '';
    case 0xca:
      return bytes[at + 1] === 0xfe && bytes[at + 2] === 0xba && bytes[at + 3] === 0xbe ? 'program' : '';
    default:
      return '';
  }
}

/** 'MZ', and 'PE' where the header says, if that was captured. */
function isWindowsProgram(bytes: Bytes, at: number, end: number): boolean {
  if (bytes[at + 1] !== 0x5a) return false;
  if (at + peOffsetAt + 4 > end) return true;
  const second = u32le(bytes, at + peOffsetAt);
  if (second < peOffsetAt || second > 0x1000) return second < 0x100_0000 && bytes[at + 2] !== 0x20;
  return at + second + 2 > end || startsWith(bytes, at + second, end, 'PE');
}

function isScript(bytes: Bytes, at: number, end: number): boolean {
  return startsWith(bytes, at, end, '#!/') || startsWith(bytes, at, end, '#! /');
}
