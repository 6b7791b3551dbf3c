/** Texts that would steer a terminal, hide something or break a program that shows them as they are. */
import { fromHex, fromText } from '../testing/frames.ts';

/** Fits a label of DNS. */
export const longestHostileBytes = 60;

function utf8(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'utf8'));
}

function isControl(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

/** Every control there is, C1 once as a byte and once in UTF-8, alone between two letters. */
export const singleControls: readonly Uint8Array[] = Array.from({ length: 0xa0 }, (_, code) => code)
  .filter(isControl)
  .flatMap(code => [
    Uint8Array.of(0x61, code, 0x62),
    ...(code >= 0x80 ? [utf8(`a${String.fromCharCode(code)}b`)] : []),
  ]);

// biome-ignore format: a table
export const hostileStrings: readonly (readonly [what: string, bytes: Uint8Array])[] = [
  ['all C0 controls', Uint8Array.from({ length: 0x20 }, (_, code) => code)],
  ['all C1 controls', Uint8Array.from({ length: 0x21 }, (_, code) => 0x7f + code)],
  ['clipboard (OSC 52)', fromText('\u001b]52;c;cm0gLXJmIH4=\u0007')],
  ['clipboard asked for (OSC 52)', fromText('\u001b]52;c;?\u001b\\')],
  ['title set and reported', fromText('\u001b]0;rm -rf ~\u0007\u001b[21t')],
  ['link (OSC 8)', fromText('\u001b]8;;http://c2.test/\u0007click\u001b]8;;\u0007')],
  ['colours asked for (OSC 4, 11)', fromText('\u001b]4;1;?\u0007\u001b]11;?\u0007')],
  ['notification (OSC 9, 777)', fromText('\u001b]9;hello\u0007\u001b]777;notify;a;b\u0007')],
  ['cursor moves', fromText('\u001b[1;1H\u001b[99A\u001b[5D\u001b7\u001b8\u001bM')],
  ['screen erased', fromText('\u001b[2J\u001b[3J\u001b[H\u001bc')],
  ['modes', fromText('\u001b[?1049l\u001b[?25l\u001b[?1000h\u001b[?2004h\u001b[4h')],
  ['window resized', fromText('\u001b[8;1;1t\u001b[3;0;0t\u001b[2t')],
  ['questions answered on stdin', fromText('\u001b[6n\u001b[c\u001b[>c\u001bZ\u001b[5n\u0005')],
  ['keys redefined', fromText('\u001b[0;59;"rm -rf ~";13p')],
  ['device control string', fromText('\u001bP$q"p\u001b\\\u001bP+q544e\u001b\\')],
  ['C1 sequences as bytes', fromText('\u009b2J\u009d52;c;eA==\u009c\u0090q\u009c\u009b31m')],
  ['C1 sequences in UTF-8', utf8('\u009b2J\u009d0;x\u009c\u0085')],
  ['unfinished sequence', fromText('\u001b[38;5;')],
  ['unfinished string', fromText('\u001b]0;never ends')],
  ['characters of other sets', fromText('\u001b(0lqk\u000e\u001b)0x\u000f')],
  ['lines forged', fromText('ok\r\n1 00:00 10.0.0.1 all is well\r')],
  ['overwritten by return and backspace', fromText('evil.test\rgood.test\b\b\b\b\b')],
  ['right to left overrides', utf8('\u202egnp.exe\u202c \u202dabc\u202c')],
  ['isolates and marks', utf8('\u2066a\u2067b\u2068c\u2069\u200ed\u200fe\u061cf')],
  ['nothing wide', utf8('a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg')],
  ['line and paragraph separators', utf8('a\u2028b\u2029c\u0085d')],
  ['overlong ESC, line feed, NUL, slash', fromHex('c09b 5b32 4a c08a c080 c0af e0809b e080af f080809b f08080af')],
  ['surrogates, beyond Unicode, no UTF-8', fromHex('eda080 edb080 f4908080 f8888080 80 fe ff c3 28')],
  ['cut in the middle of a character', fromHex('61 e2 82')],
  ['many marks on one letter', utf8(`Z${'\u0301'.repeat(24)}`)],
  ['wide and joined characters', utf8('日本語👩‍👩‍👧‍👦🏳️‍🌈')],
  ['tags nobody sees', utf8('a\u{e0061}\u{e0062}\u{e007f}b')],
  ['variation selectors and fillers', utf8('a\ufe0fb\u115fc\u3164d\uffa0e')],
  ['letters that look like others', utf8('раypаl.соm ‥⁄∕')],
  ['formula', fromText('=HYPERLINK("http://c2.test","x")')],
  ['formula after a tab', fromText('\t=cmd|\' /C calc\'!A0')],
  ['quotes and commas', fromText('",";"\'\'\n",\\"')],
  ['JSON', fromText('"}],"x":[{"\\u001b[2J\\n')],
  ['markup', fromText('<script>alert(1)</script><!--]]>')],
  ['format', fromText('%s%n%x%1$*2$d{}{{7*7}}$(id)`id`')],
  ['shell', fromText('; rm -rf ~ | sh & $(reboot)')],
  ['path', fromText('../../../../etc/passwd\u0000.png')],
  ['nothing but spaces', fromText(' \u00a0  \t  ')],
  ['longest label', fromText('a'.repeat(longestHostileBytes))],
];
