import { type Bytes, startsWith, u8 } from './bytes.ts';

/** What S7 and MMS messages are called. */

const s7Kinds: Readonly<Record<number, string>> = {
  1: 'Job     ',
  2: 'Ack     ',
  3: 'Ack_Data',
  7: 'Userdata',
};

// biome-ignore format: a table
const s7Functions: Readonly<Record<number, string>> = {
  0: 'CPU services', 4: 'Read Var', 5: 'Write Var', 26: 'Request download', 27: 'Download block',
  28: 'Download ended', 29: 'Start upload', 30: 'Upload', 31: 'End upload', 40: 'PI-Service',
  41: 'PLC Stop', 240: 'Setup communication',
};

export function s7Name(bytes: Bytes, at: number, end: number): string {
  const kind = u8(bytes, at + 1);
  // Answers carry two bytes of error before the function.
  const code = at + (kind === 2 || kind === 3 ? 12 : 10);
  const text = `ROSCTR:[${s7Kinds[kind] ?? `kind ${kind}`}]`;
  if (kind === 7 || code >= end) return text;
  return `${text} Function:[${s7Functions[u8(bytes, code)] ?? u8(bytes, code)}]`;
}

const mmsChoices: Readonly<Record<number, string>> = {
  160: 'confirmed-RequestPDU',
  161: 'confirmed-ResponsePDU',
  162: 'confirmed-ErrorPDU',
  163: 'unconfirmed-PDU',
  164: 'rejectPDU',
  168: 'initiate-RequestPDU',
  169: 'initiate-ResponsePDU',
  139: 'conclude-RequestPDU',
  140: 'conclude-ResponsePDU',
};

/** Session and presentation headers of data messages are fixed; the message kind is the first tag behind them. */
export function mmsName(bytes: Bytes, at: number, end: number): string {
  const first = u8(bytes, at);
  if (first === 0x0d) return 'session connect';
  if (first === 0x0e) return 'session accept';
  const presentation = at + 4;
  if (
    !startsWith(bytes, at, end, '\x01\x00\x01\x00') ||
    presentation >= end ||
    u8(bytes, presentation) !== 0x61
  )
    return 'MMS';
  // 61 len 30 len 02 01 context a0 len, each length of one byte in all but long messages.
  for (let next = presentation + 2; next + 6 <= end && next < presentation + 12; next += 1) {
    if (u8(bytes, next) === 0x02 && u8(bytes, next + 1) === 0x01 && u8(bytes, next + 3) === 0xa0) {
      let content = next + 5;
      if (u8(bytes, next + 4) >= 0x80) content += u8(bytes, next + 4) & 3;
      return content < end ? (mmsChoices[u8(bytes, content)] ?? 'MMS') : 'MMS';
    }
  }
  return 'MMS';
}
