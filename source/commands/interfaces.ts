import { type InterfaceInformation, listInterfaces } from '../capture/interfaces.ts';
import { safeString } from '../decode/text.ts';
import { parseArguments, refuseOperands } from './arguments.ts';
import { type Command, exitCodes } from './command.ts';
import { table } from './table.ts';

/** Raised when a field of the JSON output changes its meaning or goes away. */
const schemaVersion = 1;

export const interfaces: Command = {
  usage: `Usage: oddwire interfaces [--json]

Lists the network interfaces of this machine: name, state, packets received and
sent so far, addresses, and whether this user may capture from it.

Options:
      --json             one JSON object: schema ("oddwire.interfaces"), version (1),
                         interfaces: name, up, loopback, kind, mac, mtu, addresses,
                         packets, can_open, obstacle; null is "the system does not say"
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

/** One row an interface, further addresses in rows of their own, never wider than 80 columns. */
export function interfaceTable(found: readonly InterfaceInformation[]): string {
  const rows = [['INTERFACE', 'STATE', 'PACKETS', 'OPEN', 'ADDRESSES']];
  for (const one of found) {
    const [first, ...others] = one.addresses.length > 0 ? one.addresses : [one.mac ?? '-'];
    const packets = one.packets === undefined ? 'unknown' : one.packets.toLocaleString('en');
    const state = one.up ? 'up' : 'down';
    rows.push([
      safeString(one.name),
      state,
      packets,
      one.obstacle === undefined ? 'yes' : 'no',
      safeString(first ?? '-'),
    ]);
    for (const other of others) rows.push(['', '', '', '', safeString(other)]);
  }
  return table(rows, { alignRight: [2] });
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
