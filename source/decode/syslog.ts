import { u8 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safeText } from './text.ts';
import { isDigit } from './text-lines.ts';

const syslogId = protocolId('Syslog');
const maxPriority = 191;

// biome-ignore format: a table
const facilities: readonly string[] = [
  'KERN', 'USER', 'MAIL', 'DAEMON', 'AUTH', 'SYSLOG', 'LPR', 'NEWS', 'UUCP', 'CRON', 'AUTHPRIV', 'FTP', 'NTP',
  'LOGAUDIT', 'LOGALERT', 'CLOCK', 'LOCAL0', 'LOCAL1', 'LOCAL2', 'LOCAL3', 'LOCAL4', 'LOCAL5', 'LOCAL6', 'LOCAL7',
];
const levels: readonly string[] = ['EMERG', 'ALERT', 'CRIT', 'ERR', 'WARNING', 'NOTICE', 'INFO', 'DEBUG'];

export const syslog: Protocol = {
  name: 'Syslog',
  udpPorts: [514],
  tcpPorts: [601, 1468],
  application: decodeSyslog,
};

/** Position behind '<NNN>', -1 without. */
function messageAt(p: Packet, at: number, end: number): number {
  if (u8(p.bytes, at) !== 0x3c) return -1;
  let next = at + 1;
  while (next < end && next < at + 4 && isDigit(u8(p.bytes, next))) next += 1;
  return next > at + 1 && next < end && u8(p.bytes, next) === 0x3e ? next + 1 : -1;
}

function decodeSyslog(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const message = messageAt(p, at, end);
  // On its own port a message may lack the priority, but it is text.
  if (message < 0 && (u8(bytes, at) < 0x20 || u8(bytes, at) > 0x7e)) return false;
  p.protocol = syslogId;
  const from = message < 0 ? at : message;
  let priority = 0;
  for (let next = at + 1; next < from - 1; next += 1) priority = priority * 10 + u8(bytes, next) - 0x30;
  if (message >= 0 && priority > maxPriority) p.fail('syslog priority above 191');
  if (!p.wantsInfo) return true;
  const text = safeText(bytes, from, end);
  const facility = facilities[priority >> 3] ?? 'UNKNOWN';
  const level = levels[priority & 7] ?? '';
  p.info = message < 0 ? text : `${facility}.${level}: ${text}`;
  if (!p.tree) return true;
  p.tree.layer('Syslog', at, end);
  if (message >= 0) {
    p.tree.field('Facility', facility, at, message - at);
    p.tree.field('Level', level, at, message - at);
  }
  p.tree.field('Message', text, from, end - from);
  return true;
}
