import { BerElement } from './ber.ts';
import { cutShort } from './broken.ts';
import { type Bytes, u8, u16, u32 } from './bytes.ts';
import { data } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber, safeText } from './text.ts';

/** IEC 61850 in power stations, straight on Ethernet: GOOSE events and sampled measured values. */

const gooseId = protocolId('GOOSE');
const sampledId = protocolId('IEC61850 Sampled Values', 'sv');
const headerBytes = 8;
const tagGoose = 0x61;
const tagSampled = 0x60;
const maxShown = 256;

export const goose: Protocol = { name: 'GOOSE', etherTypes: [0x88b8], layer: decodeGoose };
export const sampledValues: Protocol = { name: 'SV', etherTypes: [0x88ba], layer: decodeSampled };

/** One reader for all: its place is noted before anything else reads. */
const element = new BerElement();

/** The header both share; returns where the message begins, or -1. */
function decodeHeader(p: Packet, at: number, end: number, label: string): number {
  const { bytes } = p;
  if (at + headerBytes > end) {
    cutShort(p, at, end, `${label} header cut short`);
    return -1;
  }
  const length = u16(bytes, at + 2);
  if (at + length > p.wireEnd) p.fail('IEC 61850 length exceeds the packet');
  if (p.tree) {
    p.tree.layer(label, at, Math.min(end, at + Math.max(headerBytes, length)));
    p.tree.field('Application', hexNumber(u16(bytes, at)), at, 2);
    p.tree.field('Length', length, at + 2, 2);
    p.tree.field('Simulated', (u8(bytes, at + 4) & 0x80) !== 0 ? 'yes' : 'no', at + 4, 2);
  }
  return at + headerBytes;
}

const gooseFields: Readonly<Record<number, string>> = {
  128: 'Control block',
  129: 'Time allowed to live',
  130: 'Data set',
  131: 'Identifier',
  132: 'Time',
  133: 'State number',
  134: 'Sequence number',
  135: 'Simulation',
  136: 'Configuration revision',
  137: 'Needs commissioning',
  138: 'Entries',
  171: 'Data',
};

function decodeGoose(p: Packet, at: number, end: number): void {
  p.protocol = gooseId;
  if (p.wantsInfo) p.info = 'GOOSE';
  const message = decodeHeader(p, at, end, 'GOOSE');
  if (message < 0) return;
  const { bytes } = p;
  if (!element.read(bytes, message, end)) return cutShort(p, message, end, 'GOOSE message cut short');
  const outerTag = element.tag;
  if (outerTag !== tagGoose) {
    if (p.wantsInfo) p.info = `GOOSE management, tag ${hexNumber(outerTag, 2)}`;
    return data(p, message, end);
  }
  if (!element.isWhole) p.tooShort('GOOSE message cut short');
  if (!p.wantsInfo) return;
  const stop = element.end;
  let next = element.content;
  let name = '';
  let numbers = '';
  for (let count = 0; count < maxShown && element.read(bytes, next, stop); count += 1) {
    const { tag, content, end: valueEnd } = element;
    const value = gooseText(bytes, tag, content, valueEnd);
    if (tag === 128) name = value;
    else if (tag === 133) numbers += `, state ${value}`;
    else if (tag === 134) numbers += `, sequence ${value}`;
    if (p.tree) {
      if (tag === 171) growItems(p, content, valueEnd);
      else p.tree.field(gooseFields[tag] ?? `Element ${hexNumber(tag, 2)}`, value, next, valueEnd - next);
    }
    if (valueEnd <= next) break;
    next = valueEnd;
  }
  p.info = `${name === '' ? 'GOOSE' : name}${numbers}`;
}

function integerText(bytes: Bytes, at: number, end: number): string {
  let value = 0;
  if (end - at > 6) return hex(bytes, at, end);
  for (let index = at; index < end; index += 1) value = value * 256 + u8(bytes, index);
  return String(value);
}

function gooseText(bytes: Bytes, tag: number, at: number, end: number): string {
  if (tag >= 128 && tag <= 131 && tag !== 129) return safeText(bytes, at, end);
  if (tag === 132 && end - at >= 7) return timeText(bytes, at);
  if (tag === 135 || tag === 137) return at < end && u8(bytes, at) !== 0 ? 'yes' : 'no';
  if (tag === 129 || tag === 133 || tag === 134 || tag === 136 || tag === 138)
    return integerText(bytes, at, end);
  return hex(bytes, at, end);
}

/** Seconds since 1970, then a binary fraction of 24 bits. */
function timeText(bytes: Bytes, at: number): string {
  const fraction = (u32(bytes, at + 3) & 0xffffff) / 2 ** 24;
  return new Date((u32(bytes, at) + fraction) * 1000).toISOString();
}

function growItems(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.open('Data', '', at, end - at);
  let next = at;
  for (let count = 0; count < maxShown && element.read(bytes, next, end); count += 1) {
    const { tag, content, end: valueEnd } = element;
    if (tag === 0x83)
      tree.field(
        'Boolean',
        content < valueEnd && u8(bytes, content) !== 0 ? 'true' : 'false',
        next,
        valueEnd - next,
      );
    else if (tag === 0x85 || tag === 0x86)
      tree.field('Integer', integerText(bytes, content, valueEnd), next, valueEnd - next);
    else if (tag === 0x84) tree.field('Bits', hex(bytes, content + 1, valueEnd), next, valueEnd - next);
    else tree.field(`Item ${hexNumber(tag, 2)}`, hex(bytes, content, valueEnd), next, valueEnd - next);
    if (valueEnd <= next) break;
    next = valueEnd;
  }
  tree.close();
}

const sampledFields: Readonly<Record<number, string>> = {
  128: 'Stream',
  129: 'Data set',
  130: 'Sample count',
  131: 'Configuration revision',
  132: 'Refresh time',
  133: 'Synchronised',
  134: 'Sample rate',
  135: 'Samples',
};

function decodeSampled(p: Packet, at: number, end: number): void {
  p.protocol = sampledId;
  if (p.wantsInfo) p.info = 'Sampled values';
  const message = decodeHeader(p, at, end, 'IEC 61850 sampled values');
  if (message < 0) return;
  const { bytes } = p;
  const outerTag = element.read(bytes, message, end) ? element.tag : -1;
  if (outerTag !== tagSampled) {
    return cutShort(p, message, end, 'sampled values message cut short');
  }
  if (!element.isWhole) p.tooShort('sampled values message cut short');
  if (!p.wantsInfo) return;
  const stop = element.end;
  let next = element.content;
  // The number of units, then (0xa2) their sequence, each unit a sequence (0x30) of fields.
  for (let count = 0; count < maxShown && element.read(bytes, next, stop); count += 1) {
    const { tag, content, end: valueEnd } = element;
    if (tag === 0xa2 || tag === 0x30) {
      next = content;
      continue;
    }
    const isText = tag === 128 && valueEnd - content > 1;
    const value = isText
      ? safeText(bytes, content, valueEnd)
      : tag === 130
        ? integerText(bytes, content, valueEnd)
        : hex(bytes, content, valueEnd);
    if (isText) p.info = value;
    else if (tag === 130) p.info += `, sample ${value}`;
    p.tree?.field(
      tag === 128 && !isText ? 'Units' : (sampledFields[tag] ?? `Element ${tag}`),
      value,
      next,
      valueEnd - next,
    );
    if (valueEnd <= next) break;
    next = valueEnd;
  }
}
