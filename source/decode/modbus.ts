import { u8, u16 } from './bytes.ts';
import { growHeader, numbered } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber } from './text.ts';

const modbusId = protocolId('Modbus/TCP', 'modbus');
const modbusPort = 502;
const headerBytes = 8;
/** Unit, function and at most 252 bytes of data. */
const maxLength = 260;
const maxMessagesPerSegment = 20;

export const modbus: Protocol = {
  name: 'Modbus/TCP',
  tcpPorts: [modbusPort],
  udpPorts: [modbusPort],
  application: decodeModbus,
};

// biome-ignore format: a table
const functions: Readonly<Record<number, string>> = {
  1: 'Read Coils', 2: 'Read Discrete Inputs', 3: 'Read Holding Registers', 4: 'Read Input Registers',
  5: 'Write Single Coil', 6: 'Write Single Register', 7: 'Read Exception Status', 8: 'Diagnostics',
  11: 'Get Comm. Event Counters', 12: 'Get Comm. Event Log', 15: 'Write Multiple Coils',
  16: 'Write Multiple Registers', 17: 'Report Slave ID', 20: 'Read File Record', 21: 'Write File Record',
  22: 'Mask Write Register', 23: 'Read Write Register', 24: 'Read FIFO Queue', 43: 'Encapsulated Interface Transport',
  90: 'Unity (Schneider)',
};

// biome-ignore format: a table
const exceptions: Readonly<Record<number, string>> = {
  1: 'Illegal function', 2: 'Illegal data address', 3: 'Illegal data value', 4: 'Slave device failure',
  5: 'Acknowledge', 6: 'Slave device busy', 8: 'Memory parity error', 10: 'Gateway path unavailable',
  11: 'Gateway target device failed to respond',
};

function decodeModbus(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end || u16(bytes, at + 2) !== 0) return false;
  const length = u16(bytes, at + 4);
  if (length < 2 || length > maxLength) return false;
  p.protocol = modbusId;
  if (p.carrier === 17 && at + 6 + length > end) p.tooShort('Modbus message cut short');
  if (p.wantsInfo) describe(p, at, end);
  return true;
}

function isMessage(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  return at + headerBytes <= end && u16(bytes, at + 2) === 0 && u16(bytes, at + 4) >= 2;
}

function describe(p: Packet, at: number, end: number): void {
  const isQuery = p.carrierDstPort === modbusPort;
  let text = '';
  let next = at;
  for (let count = 0; count < maxMessagesPerSegment && isMessage(p, next, end); count += 1) {
    const wireEnd = next + 6 + u16(p.bytes, next + 4);
    const stop = Math.min(end, wireEnd);
    if (p.tree) growTree(p, next, stop, isQuery);
    if (count > 0) text += '; ';
    text += summarize(p, next, stop, isQuery);
    next = wireEnd;
  }
  p.info = text;
}

function functionName(code: number): string {
  return functions[code & 0x7f] ?? `function ${code & 0x7f}`;
}

/** Functions whose query says where to begin and how many to take. */
function addressesRange(code: number): boolean {
  return (code >= 1 && code <= 4) || code === 15 || code === 16 || code === 23;
}

function summarize(p: Packet, at: number, end: number, isQuery: boolean): string {
  const { bytes } = p;
  const code = u8(bytes, at + 7);
  let text = `${isQuery ? 'Query' : 'Response'}: Trans ${u16(bytes, at)}, Unit ${u8(bytes, at + 6)}, ${functionName(code)}`;
  const content = at + headerBytes;
  if (code >= 0x80) {
    const reason = content < end ? u8(bytes, content) : 0;
    return `${text}, exception: ${exceptions[reason] ?? reason}`;
  }
  const hasRange = isQuery || code === 15 || code === 16;
  if (hasRange && addressesRange(code) && content + 4 <= end) {
    text += `, start ${u16(bytes, content)}, count ${u16(bytes, content + 2)}`;
  } else if ((code === 5 || code === 6) && content + 4 <= end) {
    text += `, address ${u16(bytes, content)}, value ${writtenValue(code, u16(bytes, content + 2))}`;
  } else if (!isQuery && code >= 1 && code <= 4 && content < end) text += `, ${u8(bytes, content)} bytes`;
  return text;
}

function writtenValue(code: number, value: number): string {
  if (code === 5) return value === 0xff00 ? 'on' : value === 0 ? 'off' : hexNumber(value);
  return String(value);
}

function growTree(p: Packet, at: number, end: number, isQuery: boolean): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer(`Modbus/TCP (${isQuery ? 'query' : 'response'})`, at, end);
  growHeader(tree, bytes, at, end, [
    ['Transaction id', 0, 2],
    ['Protocol id', 2, 2],
    ['Length', 4, 2],
    ['Unit id', 6, 1],
  ]);
  const code = u8(bytes, at + 7);
  tree.field(
    'Function',
    `${functionName(code)} (${code & 0x7f})${code >= 0x80 ? ', exception' : ''}`,
    at + 7,
    1,
  );
  const content = at + headerBytes;
  if (content >= end) return;
  if (code >= 0x80) {
    tree.field('Exception', numbered(exceptions, u8(bytes, content)), content, 1);
    return;
  }
  let next = content;
  const hasRange = (isQuery || code === 15 || code === 16) && addressesRange(code);
  if ((hasRange || code === 5 || code === 6) && content + 4 <= end) {
    tree.field(hasRange ? 'Start' : 'Address', u16(bytes, content), content, 2);
    const value = u16(bytes, content + 2);
    tree.field(hasRange ? 'Count' : 'Value', hasRange ? value : writtenValue(code, value), content + 2, 2);
    next += 4;
  } else if (!isQuery && (code === 3 || code === 4 || code === 23)) {
    tree.field('Byte count', u8(bytes, content), content, 1);
    for (next = content + 1; next + 2 <= end; next += 2) {
      tree.field(`Register ${(next - content - 1) / 2}`, u16(bytes, next), next, 2);
    }
  }
  if (next < end) tree.field('Data', hex(bytes, next, end), next, end - next);
}
