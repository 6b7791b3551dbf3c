import type { TextFormat, TextFormatOptions } from './format.ts';
import { packetFields, packetObject, placeFields } from './packet-object.ts';

/** Comma-separated values (RFC 4180 with LF), a header row first, empty cells for what a packet lacks. */
export function csv({ places }: TextFormatOptions = {}): TextFormat {
  const fields = places === undefined ? packetFields : [...packetFields, ...placeFields];
  return {
    begin: () => `${fields.join(',')}\n`,
    packet(p, no) {
      const object = packetObject(p, no, places?.(p));
      let line = '';
      for (const field of fields) line += (line === '' ? '' : ',') + csvCell(object[field]);
      return `${line}\n`;
    },
    end: () => '',
  };
}

/** Spreadsheets run cells that begin like this as formulas; an apostrophe in front makes them text. */
const formulaStart = /^[=+\-@\t\r]/;

export function csvCell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = formulaStart.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
