import type { TextFormat, TextFormatOptions } from './format.ts';
import { packetObject } from './packet-object.ts';

/** One JSON object per packet and line: for pipes and log shippers. */
export function jsonLines({ places, oddness }: TextFormatOptions = {}): TextFormat {
  return {
    begin: () => '',
    packet: (p, no) => `${JSON.stringify(packetObject(p, no, places?.(p), oddness?.(p)))}\n`,
    end: () => '',
  };
}

/** One JSON array of the same objects, an element a line. */
export function jsonArray({ places, oddness }: TextFormatOptions = {}): TextFormat {
  let separator = '';
  return {
    begin: () => '[',
    packet(p, no) {
      const text = `${separator}\n${JSON.stringify(packetObject(p, no, places?.(p), oddness?.(p)))}`;
      separator = ',';
      return text;
    },
    end: () => '\n]\n',
  };
}
