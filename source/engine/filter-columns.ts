import { readName } from '../decode/names.ts';
import { Packet } from '../decode/packet.ts';
import type { FieldName } from '../filter/fields.ts';
import { type PlacesOfRows, placeColumns } from '../filter/place-columns.ts';
import { type Column, textCosts } from '../filter/target.ts';
import { placeLocal, placeUnasked } from '../geo/place-table.ts';
import type { Core } from './core.ts';
import type { Places } from './places.ts';

/** Columns of a packet the ring does not keep: what its flow knows, and where its ends are. */
export function packetFilterColumns(core: Core): (field: FieldName) => Column | undefined {
  const { flowNumber, ring } = core;
  const p = new Packet();
  const ownName = (row: number): string => (ring.loadColumns(ring.numberOf(row), p) ? readName(p) : '');
  const { places, oddness, analysis } = core;
  const source = (row: number): number => places.source(row);
  const destination = (row: number): number => places.destination(row);
  const placeColumn = placeColumns({
    ...told(places),
    source,
    destination,
    late: {
      isSettled: row => source(row) > placeUnasked && destination(row) > placeUnasked,
      generation: () => places.version,
    },
  });
  return field => {
    switch (field) {
      case 'flow':
        return { kind: 'number', values: [row => flowNumber[row] as number] };
      case 'odd':
        return analysis === undefined
          ? undefined
          : { kind: 'number', values: [row => oddness[row] as number] };
      case 'host':
        // What its conversation is called, and what the packet itself says.
        return { kind: 'text', cost: textCosts.read, values: [row => nameOf(core, row), ownName] };
      default:
        return placeColumn(field);
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

/** Where flows and hosts are. They are judged anew whenever they are drawn, so nothing in them is late. */
export function flowFilterColumns({ places, analysis }: Core): (field: FieldName) => Column | undefined {
  const placeColumn = placeColumns({
    ...told(places),
    source: slot => places.ofFlow(slot, 0),
    destination: slot => places.ofFlow(slot, 1),
  });
  const odd = oddColumn(analysis && (slot => analysis.flowOddness(slot)));
  return field => (field === 'odd' ? odd : placeColumn(field));
}

export function hostFilterColumns({ places, analysis }: Core): (field: FieldName) => Column | undefined {
  const placeColumn = placeColumns({ ...told(places), source: slot => places.ofHost(slot) });
  const odd = oddColumn(analysis && (slot => analysis.hostOddness(slot)));
  return field => (field === 'odd' ? odd : placeColumn(field));
}

function oddColumn(oddness: ((slot: number) => number) | undefined): Column | undefined {
  return oddness === undefined ? undefined : { kind: 'number', values: [oddness] };
}

function told({ table }: Places): Omit<PlacesOfRows, 'source'> {
  return {
    country: place => table.country(place),
    city: place => table.city(place),
    asn: place => table.asn(place),
    local: placeLocal,
    unasked: placeUnasked,
  };
}
