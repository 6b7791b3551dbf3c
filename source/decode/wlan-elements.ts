import { u8, u16le } from './bytes.ts';
import type { Packet } from './packet.ts';
import { hex, hexNumber, safeText } from './text.ts';
import { wlanElements, wlanReasons } from './wlan-names.ts';

/** The bodies of 802.11 management frames: fixed fields, then elements of type, length, value. */

const subtypeBeacon = 8;
const subtypeProbeResponse = 5;
const subtypeDisassociate = 10;
const subtypeAuthentication = 11;
const subtypeDeauthentication = 12;

/** Bytes before the first element, by subtype; -1 where there are no elements. */
const fixedBytes: readonly number[] = [4, 6, 10, 6, 0, 12, 8, -1, 12, -1, 2, 6, 2, -1, -1, -1];

function ssidText(p: Packet, at: number, length: number): string {
  if (length === 0) return 'Wildcard (Broadcast)';
  let hidden = true;
  for (let index = at; index < at + length; index += 1) if (u8(p.bytes, index) !== 0) hidden = false;
  return hidden ? '<hidden>' : `"${safeText(p.bytes, at, at + length)}"`;
}

/** ', BI=100, SSID="name"' and the like. */
export function summarizeWlanBody(p: Packet, subtype: number, at: number, end: number): string {
  const { bytes } = p;
  const fixed = fixedBytes[subtype] ?? -1;
  if (fixed < 0 || at + fixed > end) return '';
  if (subtype === subtypeAuthentication) {
    return `, algorithm ${u16le(bytes, at)}, step ${u16le(bytes, at + 2)}, status ${u16le(bytes, at + 4)}`;
  }
  if (subtype === subtypeDisassociate || subtype === subtypeDeauthentication) {
    const reason = u16le(bytes, at);
    return `, reason ${reason}${wlanReasons[reason] === undefined ? '' : ` (${wlanReasons[reason]})`}`;
  }
  let text = '';
  if (subtype === subtypeBeacon || subtype === subtypeProbeResponse) text += `, BI=${u16le(bytes, at + 8)}`;
  for (let next = at + fixed; next + 2 <= end; next += 2 + u8(bytes, next + 1)) {
    const length = u8(bytes, next + 1);
    if (u8(bytes, next) !== 0) continue;
    if (next + 2 + length <= end) text += `, SSID=${ssidText(p, next + 2, length)}`;
    break;
  }
  return text;
}

export function growWlanBody(p: Packet, subtype: number, at: number, end: number): void {
  const { bytes, tree } = p;
  const fixed = fixedBytes[subtype] ?? -1;
  if (!tree || at >= end) return;
  if (fixed < 0 || at + fixed > end) {
    tree.field('Body', hex(bytes, at, end), at, end - at);
    return;
  }
  if (subtype === subtypeBeacon || subtype === subtypeProbeResponse) {
    tree.field('Timestamp', hex(bytes, at, at + 8), at, 8);
    tree.field('Beacon interval', `${u16le(bytes, at + 8)} × 1.024 ms`, at + 8, 2);
    tree.field('Capabilities', hexNumber(u16le(bytes, at + 10)), at + 10, 2);
  } else if (subtype === subtypeAuthentication) {
    tree.field('Algorithm', u16le(bytes, at), at, 2);
    tree.field('Step', u16le(bytes, at + 2), at + 2, 2);
    tree.field('Status', u16le(bytes, at + 4), at + 4, 2);
  } else if (fixed === 2) {
    const reason = u16le(bytes, at);
    tree.field('Reason', `${reason} (${wlanReasons[reason] ?? 'unknown'})`, at, 2);
  } else if (fixed > 0) tree.field('Fixed fields', hex(bytes, at, at + fixed), at, fixed);
  growElements(p, at + fixed, end);
}

function growElements(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  let next = at;
  while (next + 2 <= end) {
    const id = u8(bytes, next);
    const length = u8(bytes, next + 1);
    if (next + 2 + length > end) {
      tree?.field('Element', `${id}, exceeds the frame`, next, end - next);
      return;
    }
    const value = next + 2;
    const text =
      id === 0
        ? ssidText(p, value, length)
        : id === 3 && length === 1
          ? String(u8(bytes, value))
          : id === 7 && length >= 3
            ? safeText(bytes, value, value + 2)
            : hex(bytes, value, value + length);
    tree?.field(wlanElements[id] ?? `Element ${id}`, text, next, 2 + length);
    next += 2 + length;
  }
}
