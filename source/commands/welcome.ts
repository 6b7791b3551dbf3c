import { busiestInterface, listInterfaces } from '../capture/interfaces.ts';
import { safeString } from '../decode/text.ts';
import { type Command, exitCodes } from './command.ts';
import { interfaceTable } from './interfaces.ts';

/** What `oddwire` alone says: what there is to watch, and how to begin. */
export const welcome: Command = {
  usage: 'Usage: oddwire\n\nLists the interfaces and says how to capture or read a file.\n',
  async run(_words, context) {
    const found = listInterfaces();
    const example = safeString(busiestInterface(found) ?? 'eth0');
    const privileged = found.some(one => one.obstacle === undefined);
    const start = context.environment['ODDWIRE_COMMAND'] ?? 'oddwire';
    const capture = `${privileged ? '' : 'sudo '}${start} read -i ${example}`;
    const rows = [
      [capture, 'capture live'],
      [`${start} read FILE.pcapng`, 'read a capture file'],
      [`${start} doctor`, 'check this machine'],
      [`${start} help`, 'everything else'],
    ];
    const width = Math.max(...rows.map(([command = '']) => command.length));
    const lines = rows.map(([command = '', what = '']) => `  ${command.padEnd(width)}   ${what}`);
    context.print(
      `Oddwire shows what is odd on the wire.\n\n${interfaceTable(found)}\n${lines.join('\n')}\n`,
    );
    return exitCodes.done;
  },
};
