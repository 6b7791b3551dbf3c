import { cut, fitted, isOneCellEach } from './text-fit.ts';

/** Fewer cells of an address tell nothing. */
const leastAddressCells = 4;

/** Exactly `width` cells of an address with or without a port: its middle goes where there is no room, never the port. */
export function fittedEndpoint(text: string, width: number, ellipsis = '…'): string {
  if (text.length <= width || !isOneCellEach(text)) return fitted(text, width, ellipsis);
  const [, open = '', address = text, rest = ''] =
    /^(\[)(.+)(\]:\d+)$/.exec(text) ?? /^()([^:\s]+)(:\d+)$/.exec(text) ?? [];
  const room = width - open.length - rest.length;
  // What is no address is read from its beginning.
  if (room < leastAddressCells || (rest === '' && !isAddress(text))) return cut(text, width, ellipsis);
  const head = Math.ceil((room - 1) / 2);
  return open + address.slice(0, head) + ellipsis + address.slice(address.length - (room - 1 - head)) + rest;
}

function isAddress(text: string): boolean {
  return /^[0-9a-f:.]+$/i.test(text) && text.includes(':');
}
