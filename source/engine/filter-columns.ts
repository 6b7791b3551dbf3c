import { readName } from '../decode/names.ts';
import { Packet } from '../decode/packet.ts';
import type { FieldName } from '../filter/fields.ts';
import { type PlacesOfRows, placeColumns } from '../filter/place-columns.ts';
import { type Column, textCosts } from '../filter/target.ts';
import type { Core } from './core.ts';

/** Columns of a packet the ring does not keep: what its flow knows, and where its ends are. */
export function packetFilterColumns(
  core: Core,
  places?: PlacesOfRows,
): (field: FieldName) => Column | undefined {
  const { flowNumber, ring } = core;
  const p = new Packet();
  const ownName = (row: number): string => (ring.loadColumns(ring.numberOf(row), p) ? readName(p) : '');
  const placeColumn = places === undefined ? undefined : placeColumns(places);
  return field => {
    switch (field) {
      case 'flow':
        return { kind: 'number', values: [row => flowNumber[row] as number] };
      case 'host':
        // What its conversation is called, and what the packet itself says.
        return { kind: 'text', cost: textCosts.read, values: [row => nameOf(core, row), ownName] };
      default:
        return placeColumn?.(field);
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
