import { type InterfaceInformation, listInterfaces } from '../capture/interfaces.ts';
import { safeString } from '../decode/text.ts';
import { parseArguments, refuseOperands } from './arguments.ts';
import { type Command, exitCodes } from './command.ts';
import { table } from './table.ts';

/** Raised when a field of the JSON output changes its meaning or goes away. */
const schemaVersion = 1;

/** The narrowest terminal that is promised everything. */
const screenColumns = 80;

export const interfaces: Command = {
  usage: `Usage: oddwire interfaces [--json]

Lists the network interfaces of this machine: name, state, packets received and
sent so far, addresses, and whether this user may capture from it.

Options:
      --json       one JSON object: schema ("oddwire.interfaces"), version (1),
                   interfaces: name, up, loopback, kind, mac, mtu, addresses,
                   packets, can_open, obstacle; null where the system is silent
`,
  async run(words, context) {
    const { values, positionals } = parseArguments(words, { json: { type: 'boolean', default: false } });
    refuseOperands(positionals);
    const found = listInterfaces();
    if (values.json) context.print(`${JSON.stringify(asJson(found), null, 2)}\n`);
    else context.print(found.length === 0 ? 'No network interfaces.\n' : interfaceTable(found));
    return exitCodes.done;
  },
};

/**
 * One row an interface, further addresses in rows of their own, never wider than 80 columns: where an
 * address does not fit beside the rest, all addresses stand below.
 */
export function interfaceTable(found: readonly InterfaceInformation[]): string {
  const rows = [['INTERFACE', 'STATE', 'PACKETS', 'OPEN']];
  const addresses = [['ADDRESSES']];
  for (const one of found) {
    const packets = one.packets === undefined ? 'unknown' : one.packets.toLocaleString('en');
    rows.push([
      safeString(one.name),
      one.up ? 'up' : 'down',
      packets,
      one.obstacle === undefined ? 'yes' : 'no',
    ]);
    const known = one.addresses.length > 0 ? one.addresses : [one.mac ?? '-'];
    addresses.push(known.map(safeString));
  }
  const left = table(rows, { alignRight: [2] }).split('\n');
  const leftWidth = Math.max(...left.map(line => line.length)) + 2;
  const rightWidth = Math.max(...addresses.flat().map(address => address.length));
  const beside = leftWidth + rightWidth <= screenColumns;
  const lines = addresses.flatMap(([first = '', ...others], index) => {
    const start = left[index] ?? '';
    if (beside)
      return [start.padEnd(leftWidth) + first, ...others.map(other => ' '.repeat(leftWidth) + other)];
    return index === 0 ? [start] : [start, ...[first, ...others].map(address => `    ${address}`)];
  });
  return `${lines.join('\n')}\n`;
}

function asJson(found: readonly InterfaceInformation[]): object {
  return {
    schema: 'oddwire.interfaces',
    version: schemaVersion,
    interfaces: found.map(one => ({
      name: one.name,
      up: one.up,
      loopback: one.loopback,
      kind: one.kind,
      mac: one.mac ?? null,
      mtu: one.mtu ?? null,
      addresses: one.addresses,
      packets: one.packets ?? null,
      can_open: one.obstacle === undefined,
      obstacle: one.obstacle ?? null,
    })),
  };
}
