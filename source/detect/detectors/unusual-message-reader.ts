import { type Bytes, startsWith, u8, u16 } from '../../decode/bytes.ts';
import { protocolFamily, protocolNames } from '../../decode/protocol.ts';

/** Protocols in which one message can move, stop or change something. 0 is none. */
export const control = { none: 0, modbus: 1, dnp3: 2, mqtt: 3, iec104: 4, s7: 5 } as const;
export const controlNames: readonly string[] = ['', 'Modbus', 'DNP3', 'MQTT', 'IEC 104', 'S7'];
const families: Readonly<Record<string, number>> = {
  modbus: control.modbus,
  dnp3: control.dnp3,
  mqtt: control.mqtt,
  iec104: control.iec104,
  s7comm: control.s7,
};

let controls: Uint8Array = new Uint8Array(0);

/** Which of `control` a protocol number is. */
export function controlOf(protocol: number): number {
  if (protocol >= controls.length) {
    const names = protocolNames();
    controls = new Uint8Array(names.length);
    for (let id = 0; id < names.length; id += 1) controls[id] = families[protocolFamily(id)] ?? control.none;
  }
  return controls[protocol] as number;
}

// biome-ignore format: a table
const modbusFunctions: Readonly<Record<number, string>> = {
  1: 'read coils', 2: 'read discrete inputs', 3: 'read holding registers', 4: 'read input registers',
  5: 'write single coil', 6: 'write single register', 7: 'read exception status', 8: 'diagnostics',
  11: 'get event counter', 12: 'get event log', 15: 'write multiple coils', 16: 'write multiple registers',
  17: 'report server id', 20: 'read file record', 21: 'write file record', 22: 'mask write register',
  23: 'read and write registers', 24: 'read queue', 43: 'read device identification', 90: 'Unity programming',
};
// biome-ignore format: a table
const dnp3Functions: Readonly<Record<number, string>> = {
  0: 'confirm', 1: 'read', 2: 'write', 3: 'select', 4: 'operate', 5: 'direct operate', 6: 'direct operate, no answer',
  7: 'freeze', 8: 'freeze, no answer', 9: 'freeze and clear', 10: 'freeze and clear, no answer', 13: 'cold restart',
  14: 'warm restart', 15: 'initialize data', 16: 'initialize application', 17: 'start application',
  18: 'stop application', 19: 'save configuration', 20: 'enable unsolicited messages',
  21: 'disable unsolicited messages', 22: 'assign classes', 23: 'measure delay', 24: 'record time', 25: 'open file',
  26: 'close file', 27: 'delete file', 28: 'get file information', 29: 'authenticate file', 30: 'abort file transfer',
  31: 'activate configuration',
};
// biome-ignore format: a table
const iec104Types: Readonly<Record<number, string>> = {
  45: 'single command', 46: 'double command', 47: 'regulating step command', 48: 'set point, normalized',
  49: 'set point, scaled', 50: 'set point, short float', 51: 'bitstring command', 58: 'single command with time',
  59: 'double command with time', 60: 'regulating step command with time', 61: 'set point, normalized, with time',
  62: 'set point, scaled, with time', 63: 'set point, short float, with time', 64: 'bitstring command with time',
  100: 'interrogation', 101: 'counter interrogation', 102: 'read', 103: 'clock synchronisation', 104: 'test',
  105: 'reset process', 110: 'parameter, normalized', 111: 'parameter, scaled', 112: 'parameter, short float',
  113: 'activate parameter', 120: 'file ready', 122: 'select file', 124: 'acknowledge file', 125: 'segment',
};
// biome-ignore format: a table
const s7Functions: Readonly<Record<number, string>> = {
  4: 'read variables', 5: 'write variables', 26: 'request download', 27: 'download block',
  28: 'end download', 29: 'start upload', 30: 'upload', 31: 'end upload', 40: 'control program',
  41: 'stop program', 240: 'set up communication',
};
const mqttFunctions: Readonly<Record<number, string>> = {
  1: 'publish to $SYS',
  2: 'subscribe to everything',
  3: 'publish',
  4: 'subscribe',
  5: 'retained publish',
};

/** Functions that change something: worth more than one that only asks. */
const changing: readonly ReadonlySet<number>[] = [
  new Set(),
  new Set([5, 6, 8, 15, 16, 21, 22, 23, 90]),
  new Set([2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16, 17, 18, 19, 21, 22, 25, 27, 29, 30, 31]),
  new Set([1, 2]),
  new Set([45, 46, 47, 48, 49, 50, 51, 58, 59, 60, 61, 62, 63, 64, 105, 110, 111, 112, 113]),
  new Set([0x05, 0x1a, 0x1b, 0x1c, 0x28, 0x29]),
];

export function changesSomething(code: number, message: number): boolean {
  return changing[code]?.has(message) ?? false;
}

export function messageName(code: number, message: number): string {
  const names = [undefined, modbusFunctions, dnp3Functions, mqttFunctions, iec104Types, s7Functions][code];
  return names?.[message] ?? `function ${message}`;
}

/** What the client's message in [at, end) asks for; -1 where it asks for nothing that is known. */
export function messageOf(code: number, bytes: Bytes, at: number, end: number): number {
  switch (code) {
    case control.modbus:
      // Behind transaction (2), protocol (2), length (2) and unit (1).
      return at + 8 <= end && u16(bytes, at + 2) === 0 ? u8(bytes, at + 7) & 0x7f : -1;
    case control.dnp3:
      return dnp3Message(bytes, at, end);
    case control.mqtt:
      return mqttMessage(bytes, at, end);
    case control.iec104:
      // Only numbered frames (lowest bit 0) carry something.
      return at + 7 <= end && bytes[at] === 0x68 && (u8(bytes, at + 2) & 1) === 0 ? u8(bytes, at + 6) : -1;
    case control.s7:
      return s7Message(bytes, at, end);
    default:
      return -1;
  }
}

/** Link header (10), transport (1), application control (1), function. */
function dnp3Message(bytes: Bytes, at: number, end: number): number {
  if (at + 13 > end || u16(bytes, at) !== 0x0564) return -1;
  const isFirst = (u8(bytes, at + 10) & 0x40) !== 0;
  return isFirst && u8(bytes, at + 2) >= 8 && u8(bytes, at + 12) < 0x80 ? u8(bytes, at + 12) : -1;
}

function mqttMessage(bytes: Bytes, at: number, end: number): number {
  const type = u8(bytes, at) >> 4;
  if (type !== 3 && type !== 8) return -1;
  let next = at + 1;
  while (next < at + 4 && next < end && u8(bytes, next) >= 0x80) next += 1;
  next += 1;
  // SUBSCRIBE begins with its number; version 5 then has properties, mostly none.
  if (type === 8) {
    next += 2;
    if (next < end && bytes[next] === 0 && next + 1 < end && bytes[next + 1] === 0) next += 1;
  }
  if (next + 3 > end) return -1;
  const length = u16(bytes, next);
  const topic = next + 2;
  if (type === 3) {
    if (startsWith(bytes, topic, end, '$SYS')) return 1;
    return (u8(bytes, at) & 1) !== 0 ? 5 : 3;
  }
  return length <= 2 && bytes[topic] === 0x23 ? 2 : 4;
}

/** TPKT (4), COTP data (3), then a job (1): parameters stand behind 10 bytes. */
function s7Message(bytes: Bytes, at: number, end: number): number {
  const header = at + 7;
  if (header + 11 > end || bytes[header] !== 0x32 || bytes[header + 1] !== 1) return -1;
  return u8(bytes, header + 10);
}
