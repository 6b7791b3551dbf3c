import { u16, u64 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, safePadded } from './text.ts';

const collectdId = protocolId('collectd');
const maxParts = 200;

/** Statistics that collectd daemons send each other. */
export const collectd: Protocol = {
  name: 'collectd',
  udpPorts: [25826],
  application: decodeCollectd,
};

// biome-ignore format: a table
const partNames: Readonly<Record<number, string>> = {
  0: 'Host', 1: 'Time', 2: 'Plugin', 3: 'Plugin instance', 4: 'Type', 5: 'Type instance', 6: 'Values', 7: 'Interval',
  8: 'Time', 9: 'Interval', 256: 'Message', 257: 'Severity', 512: 'Signature', 528: 'Encrypted',
};

function decodeCollectd(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 4 > end || partNames[u16(bytes, at)] === undefined || u16(bytes, at + 2) < 4) return false;
  p.protocol = collectdId;
  if (p.wantsInfo) describe(p, at, end);
  return true;
}

function isText(type: number): boolean {
  return type === 0 || (type >= 2 && type <= 5) || type === 0x0100;
}

function describe(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  tree?.layer('collectd network data', at, end);
  let host = '';
  let values = 0;
  let next = at;
  for (let count = 0; count < maxParts && next + 4 <= end; count += 1) {
    const type = u16(bytes, next);
    const stop = next + u16(bytes, next + 2);
    if (stop < next + 4 || stop > end) break;
    if (type === 0 && host === '') host = safePadded(bytes, next + 4, stop);
    if (type === 6) values += 1;
    if (tree) {
      let value = isText(type) ? safePadded(bytes, next + 4, stop) : hex(bytes, next + 4, stop);
      if ((type === 1 || type === 7 || type === 0x0101) && stop === next + 12)
        value = String(u64(bytes, next + 4));
      if (type === 6 && stop >= next + 6) value = `${u16(bytes, next + 4)} values`;
      tree.field(partNames[type] ?? `Part ${type}`, value, next, stop - next);
    }
    next = stop;
  }
  p.info = `Host=${host === '' ? '(none)' : host}, ${values} values`;
}
