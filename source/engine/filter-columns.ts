import type { FieldName } from '../filter/fields.ts';
import { type Column, textCosts } from '../filter/target.ts';
import type { Core } from './core.ts';

/** Columns of a packet the ring does not keep: what its flow knows. */
export function packetFilterColumns(core: Core): (field: FieldName) => Column | undefined {
  const { flowNumber } = core;
  return field => {
    switch (field) {
      case 'flow':
        return { kind: 'number', values: [row => flowNumber[row] as number] };
      case 'host':
        return { kind: 'text', cost: textCosts.stored, values: [row => nameOf(core, row)] };
      default:
        return undefined;
    }
  };
}

/** The name of a packet's flow, while the flow is still known. */
function nameOf(core: Core, row: number): string {
  const slot = core.flowSlot[row] as number;
  const { flows, names } = core.tracker;
  if (slot < 0 || flows.number[slot] !== core.flowNumber[row]) return '';
  return names.table.texts.text(flows.name[slot] as number);
}
