import { startsWith, u8, u32 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';

// biome-ignore format: a table
const types: readonly string[] = [
  '', 'CAN_DO', 'CANT_DO', 'RESET_ABILITIES', 'PRE_SLEEP', '', 'NOOP', 'SUBMIT_JOB', 'JOB_CREATED', 'GRAB_JOB', 'NO_JOB',
  'JOB_ASSIGN', 'WORK_STATUS', 'WORK_COMPLETE', 'WORK_FAIL', 'GET_STATUS', 'ECHO_REQ', 'ECHO_RES', 'SUBMIT_JOB_BG',
  'ERROR', 'STATUS_RES', 'SUBMIT_JOB_HIGH', 'SET_CLIENT_ID', 'CAN_DO_TIMEOUT', 'ALL_YOURS', 'WORK_EXCEPTION',
  'OPTION_REQ', 'OPTION_RES', 'WORK_DATA', 'WORK_WARNING', 'GRAB_JOB_UNIQ', 'JOB_ASSIGN_UNIQ',
];

function isGearman(p: Packet, at: number, end: number): boolean {
  return at + 12 <= end && (startsWith(p.bytes, at, end, '\0REQ') || startsWith(p.bytes, at, end, '\0RES'));
}

/** Gearman hands out jobs to workers. */
export const gearman = headerProtocol({
  name: 'Gearman',
  title: 'Gearman',
  tcpPorts: [4730],
  guess: { over: 'tcp', firstBytes: [0x00], accepts: isGearman },
  accepts: isGearman,
  summarize: (p, at) => {
    const type = u32(p.bytes, at + 4);
    return `[${u8(p.bytes, at + 3) === 0x51 ? 'REQ' : 'RES'}] ${types[type] ?? 'type'}(${type}) LEN=${u32(p.bytes, at + 8)}`;
  },
  fields: [
    ['Magic', 1, 3, 'text'],
    ['Type', 4, 4],
    ['Length', 8, 4],
  ],
});
