import { protocolName, protocolNames } from '../decode/protocol.ts';
import { mix } from '../flows/keyed-table.ts';

/** Hashes of protocol names by number: numbers differ from one program to the next, names do not. */
let keys: Int32Array = new Int32Array(0);

/** What a protocol is called in what is learned and counted. Allocates nothing once all protocols are known. */
export function protocolKey(id: number): number {
  if (id >= keys.length) keys = Int32Array.from(protocolNames(), nameKey);
  return keys[id] ?? 0;
}

function nameKey(_name: string, id: number): number {
  let key = 0x6e_616d;
  for (const character of protocolName(id)) key = mix(key, character.codePointAt(0) ?? 0);
  return key;
}
