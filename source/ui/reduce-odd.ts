import { join } from 'node:path';
import type { IncidentDetail, OddRow, Snapshot } from '../engine/protocol.ts';
import { incidentPacketRows } from './incident-lines.ts';
import type { CommandName } from './keys.ts';
import { promptFor } from './prompts.ts';
import { moveToLast, openSelected, pinSelected, showFiltered, shownRows, withTable } from './reduce-table.ts';
import type { OddState, State } from './state.ts';

/** What keys do on the odd screen; undefined for keys that mean what they mean in every table. */
export function reduceOdd(state: State, command: CommandName): State | undefined {
  if (command === 'showPackets') return showIncident(state, undefined);
  if (command === 'open') return withPacket(openSelected(state), undefined);
  if (command === 'export') return exportIncident(state);
  if (state.tables.odd.open === undefined) return undefined;
  switch (command) {
    case 'up':
      return movePacket(state, -1);
    case 'down':
      return movePacket(state, 1);
    case 'pageUp':
      return movePacket(state, -incidentPacketRows(state));
    case 'pageDown':
      return movePacket(state, incidentPacketRows(state));
    case 'first':
      return movePacket(state, Number.NEGATIVE_INFINITY);
    case 'last':
      return movePacket(state, Number.POSITIVE_INFINITY);
    case 'showPacket':
      return showIncident(state, openedIncident(state)?.packets[selectedPacket(state)]?.id);
    default:
      return undefined;
  }
}

/** The row under the cursor as it is drawn, which may be ahead of what the engine answered. */
export function selectedIncident(state: State): OddRow | undefined {
  const body = state.snapshot?.body;
  return body?.screen === 'odd' && state.screen === 'odd' ? body.rows[shownRows(state).selected] : undefined;
}

/** What is known of the selected incident; undefined until the answer came. */
export function openedIncident(state: State): IncidentDetail | undefined {
  const body = state.snapshot?.body;
  if (body?.screen !== 'odd' || state.screen !== 'odd') return undefined;
  const { selected } = body;
  const wanted = state.tables.odd.open ?? selectedIncident(state)?.id;
  return selected?.id === wanted ? selected : undefined;
}

/** Place of the selected one among the packets of the opened incident. */
export function selectedPacket(state: State): number {
  const packets = openedIncident(state)?.packets ?? [];
  return Math.max(
    0,
    packets.findIndex(({ id }) => id === state.odd.packet),
  );
}

function movePacket(state: State, by: number): State {
  const packets = openedIncident(state)?.packets ?? [];
  const at = Math.max(0, Math.min(packets.length - 1, selectedPacket(state) + by));
  return withPacket(state, packets[at]?.id);
}

function withPacket(state: State, packet: number | undefined): State {
  return { ...state, odd: { ...state.odd, packet } };
}

/** To the packets of an incident, to one of them or the newest; Esc leads back. */
function showIncident(state: State, packet: number | undefined): State {
  const { filter = '' } = openedIncident(state) ?? selectedIncident(state) ?? {};
  if (filter === '') return state;
  const origin = { filter: state.filter, shown: filter };
  const next = { ...showFiltered(pinSelected(state), filter), odd: { ...state.odd, origin } };
  if (packet === undefined) return next;
  const { packets } = next.tables;
  return withTable(next, 'packets', { ...packets, cursor: { at: packet, offset: 0, screenRow: 0 } });
}

/** Asks where its packets go; the list stays where it is. */
function exportIncident(state: State): State {
  const row = selectedIncident(state);
  const { filter = '' } = openedIncident(state) ?? row ?? {};
  if (filter === '') return state;
  const id = state.tables.odd.open ?? row?.id ?? 0;
  const path = join(state.exportFolder, `oddwire-incident-${id}.pcapng`);
  return { ...pinSelected(state), prompt: { ...promptFor('export', path), filter } };
}

/** Back where one came from to look at the packets of an incident; undefined when that was not so, or is long ago. */
export function backToIncident(state: State): State | undefined {
  const { origin } = state.odd;
  if (state.screen !== 'packets' || origin === undefined || origin.shown !== state.filter) return undefined;
  const { filter } = origin;
  const followed = state.frozenAt === undefined ? moveToLast(state) : state;
  return { ...followed, screen: 'odd', filter, odd: { ...state.odd, origin: undefined } };
}

/** A newer incident than any before is news, but not what was there when one came. */
export function withNews(state: State, { status: { newestIncident } }: Snapshot): OddState {
  const { odd } = state;
  if (newestIncident <= odd.announced) return odd;
  return {
    ...odd,
    announced: newestIncident,
    flash: state.snapshot === undefined ? undefined : newestIncident,
  };
}
