import type { TextFormat, TextFormatOptions } from './format.ts';
import { oddFields, packetFields, packetObject, placeFields } from './packet-object.ts';

/** Comma-separated values (RFC 4180 with LF), a header row first, empty cells for what a packet lacks. */
export function csv({ places, oddness }: TextFormatOptions = {}): TextFormat {
  const fields = [
    ...packetFields,
    ...(places === undefined ? [] : placeFields),
    ...(oddness === undefined ? [] : oddFields),
  ];
  return {
    begin: () => `${fields.join(',')}\n`,
    packet(p, no) {
      const object = packetObject(p, no, places?.(p), oddness?.(p));
      let line = '';
      for (const field of fields) line += (line === '' ? '' : ',') + csvCell(object[field]);
      return `${line}\n`;
    },
    end: () => '',
  };
}

/** Spreadsheets run cells that begin like this as formulas; an apostrophe in front makes them text. */
const formulaStart = /^[=+\-@\t\r]/;

/** Several texts stand in one cell, parted by `; `. */
export function csvCell(value: string | number | readonly string[] | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const joined = typeof value === 'string' ? value : value.join('; ');
  const text = formulaStart.test(joined) ? `'${joined}` : joined;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
