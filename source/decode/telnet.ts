import { type Bytes, u8 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { escapeBytes, hex } from './text.ts';

const telnetId = protocolId('TELNET');
const interpretAsCommand = 255;
const subnegotiation = 250;
const subnegotiationEnd = 240;
const maxShownBytes = 120;

// biome-ignore format: a table
const commandNames: Readonly<Record<number, string>> = {
  236: 'End of file', 237: 'Suspend', 238: 'Abort', 239: 'End of record', 240: 'End of subnegotiation',
  241: 'No operation', 242: 'Data mark', 243: 'Break', 244: 'Interrupt process', 245: 'Abort output',
  246: 'Are you there?', 247: 'Erase character', 248: 'Erase line', 249: 'Go ahead', 250: 'Suboption',
  251: 'Will', 252: "Won't", 253: 'Do', 254: "Don't",
};

// biome-ignore format: a table
const optionNames: Readonly<Record<number, string>> = {
  0: 'Binary Transmission', 1: 'Echo', 3: 'Suppress Go Ahead', 5: 'Status', 6: 'Timing Mark', 24: 'Terminal Type',
  25: 'End of Record', 31: 'Negotiate About Window Size', 32: 'Terminal Speed', 33: 'Remote Flow Control',
  34: 'Linemode', 35: 'X Display Location', 36: 'Environment', 37: 'Authentication', 38: 'Encryption',
  39: 'New Environment', 40: 'TN3270E', 86: 'MCCP2',
};

export const telnet: Protocol = { name: 'TELNET', tcpPorts: [23, 2323], application: decodeTelnet };

/** The first bytes decide: commands, or what people and shells type. */
function decodeTelnet(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (end - at < 1) return false;
  p.protocol = telnetId;
  if (!p.wantsInfo) return true;
  p.tree?.layer('Telnet', at, end);
  let text = '';
  let next = at;
  while (next < end) {
    const stop =
      u8(bytes, next) === interpretAsCommand ? commandEnd(bytes, next, end) : dataEnd(bytes, next, end);
    const isCommand = u8(bytes, next) === interpretAsCommand;
    if (isCommand) {
      const command = commandText(bytes, next, stop);
      if (text.length < maxShownBytes) text += `${text === '' ? '' : ', '}${command}`;
      p.tree?.field('Command', command, next, stop - next);
    } else {
      const shown = escapeBytes(bytes, next, Math.min(stop, next + maxShownBytes));
      if (text.length < maxShownBytes) text += `${text === '' ? '' : ', '}"${shown}"`;
      p.tree?.field('Data', shown, next, stop - next);
    }
    next = stop;
  }
  p.info = `Telnet Data: ${text}`;
  return true;
}

function dataEnd(bytes: Bytes, at: number, end: number): number {
  let next = at;
  while (next < end && u8(bytes, next) !== interpretAsCommand) next += 1;
  return next;
}

/** Two bytes; three for options; subnegotiations last until their end mark. */
function commandEnd(bytes: Bytes, at: number, end: number): number {
  if (at + 1 >= end) return end;
  const command = u8(bytes, at + 1);
  if (command === subnegotiation) {
    for (let next = at + 2; next + 1 < end; next += 1) {
      if (u8(bytes, next) === interpretAsCommand && u8(bytes, next + 1) === subnegotiationEnd)
        return next + 2;
    }
    return end;
  }
  return Math.min(end, at + (command > subnegotiation && command < interpretAsCommand ? 3 : 2));
}

function commandText(bytes: Bytes, at: number, stop: number): string {
  if (at + 1 >= stop) return 'Command cut short';
  const command = u8(bytes, at + 1);
  const name = commandNames[command] ?? `Command ${command}`;
  if (command < subnegotiation || at + 2 >= stop) return name;
  const option = u8(bytes, at + 2);
  const content = command === subnegotiation && stop - 2 > at + 3 ? ` ${hex(bytes, at + 3, stop - 2)}` : '';
  return `${name} ${optionNames[option] ?? `option ${option}`}${content}`;
}
