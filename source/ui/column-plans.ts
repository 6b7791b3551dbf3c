import type { ColumnPlan } from './components/table.tsx';
import type { TableScreen } from './state.ts';

/** The columns of each table, in the order of a row's cells, and what happens to them on narrow screens. */

// biome-ignore format: a table
const packets: readonly ColumnPlan[] = [
  { name: 'no', title: 'No', least: 8, right: true, priority: 7 },
  { name: 'time', title: 'Time', least: 8, wish: 12, isTime: true, priority: 6 },
  { name: 'source', title: 'Source', least: 21, wish: 30, isAddress: true, priority: 1 },
  { name: 'destination', title: 'Destination', least: 21, wish: 30, isAddress: true, priority: 2 },
  { name: 'country', title: 'CC', least: 2, priority: 8 },
  { name: 'protocol', title: 'Proto', least: 7, wish: 8, priority: 4 },
  { name: 'length', title: 'Len', least: 5, wish: 6, right: true, priority: 5 },
  { name: 'odd', title: 'Odd', least: 3, right: true, priority: 3 },
  { name: 'info', title: 'Info', least: 16, wish: 40, stretch: true, priority: 0 },
];

// biome-ignore format: a table
const flows: readonly ColumnPlan[] = [
  { name: 'source', title: 'Source', least: 21, wish: 30, isAddress: true, priority: 0 },
  { name: 'destination', title: 'Destination', least: 21, wish: 30, isAddress: true, priority: 1 },
  { name: 'country', title: 'CC', least: 2, wish: 5, priority: 7.5 },
  { name: 'protocol', title: 'Proto', least: 7, wish: 8, priority: 5 },
  { name: 'service', title: 'Service', least: 8, priority: 9 },
  { name: 'state', title: 'State', least: 7, priority: 6 },
  { name: 'name', title: 'Name', least: 10, wish: 24, stretch: true, priority: 3 },
  { name: 'process', title: 'Process', least: 12, wish: 16, priority: 8 },
  { name: 'packets', title: 'Packets', least: 8, right: true, priority: 11 },
  { name: 'bytes', title: 'Bytes', least: 6, wish: 7, right: true, priority: 2 },
  { name: 'rate', title: 'Rate', least: 8, wish: 9, right: true, priority: 4 },
  { name: 'odd', title: 'Odd', least: 3, right: true, priority: 5.5 },
  { name: 'duration', title: 'Duration', least: 9, right: true, priority: 10 },
  { name: 'last', title: 'Last', least: 8, isTime: true, priority: 7 },
];

// biome-ignore format: a table
const hosts: readonly ColumnPlan[] = [
  { name: 'address', title: 'Address', least: 15, wish: 30, priority: 0 },
  { name: 'name', title: 'Name', least: 15, wish: 24, stretch: true, priority: 1 },
  { name: 'where', title: 'Where', least: 13, priority: 6 },
  { name: 'country', title: 'CC', least: 2, priority: 7 },
  { name: 'mac', title: 'MAC', least: 17, priority: 11 },
  { name: 'vendor', title: 'Vendor', least: 10, wish: 18, priority: 10 },
  { name: 'flows', title: 'Flows', least: 6, right: true, priority: 5 },
  { name: 'ports', title: 'Ports', least: 6, right: true, priority: 8 },
  { name: 'in', title: 'In', least: 6, wish: 7, right: true, priority: 2 },
  { name: 'out', title: 'Out', least: 6, wish: 7, right: true, priority: 3 },
  { name: 'rate', title: 'Rate', least: 8, wish: 9, right: true, priority: 4 },
  { name: 'odd', title: 'Odd', least: 3, right: true, priority: 4.5 },
  { name: 'last', title: 'Last', least: 8, isTime: true, priority: 9 },
];

// biome-ignore format: a table
const world: readonly ColumnPlan[] = [
  { name: 'code', title: 'CC', least: 2, priority: 2 },
  { name: 'name', title: 'Country', least: 18, wish: 24, stretch: true, priority: 0 },
  { name: 'packets', title: 'Packets', least: 9, wish: 11, right: true, priority: 1 },
  { name: 'share', title: 'Share', least: 6, right: true, priority: 3 },
  { name: 'in', title: 'In', least: 7, wish: 8, right: true, priority: 6 },
  { name: 'out', title: 'Out', least: 7, wish: 8, right: true, priority: 7 },
  { name: 'bytes', title: 'Bytes', least: 7, wish: 8, right: true, priority: 4 },
  { name: 'hosts', title: 'Hosts', least: 6, right: true, priority: 8 },
  { name: 'flows', title: 'Flows', least: 6, right: true, priority: 9 },
  { name: 'first', title: 'First', least: 8, wish: 12, isTime: true, priority: 10 },
  { name: 'trend', title: 'Last 5 min', least: 10, wish: 20, priority: 5 },
];

// biome-ignore format: a table
const odd: readonly ColumnPlan[] = [
  { name: 'time', title: 'Time', least: 8, isTime: true, priority: 6 },
  { name: 'severity', title: '!', least: 1, priority: 4 },
  { name: 'what', title: 'What', least: 18, priority: 0 },
  { name: 'who', title: 'Who', least: 15, wish: 39, isAddress: true, priority: 1 },
  { name: 'target', title: 'Target', least: 15, wish: 40, isAddress: true, priority: 2 },
  { name: 'country', title: 'CC', least: 2, wish: 5, priority: 8 },
  { name: 'name', title: 'Known as', least: 14, wish: 30, stretch: true, priority: 9 },
  { name: 'packets', title: 'Pkts', least: 5, wish: 6, right: true, priority: 7 },
  { name: 'odd', title: 'Odd', least: 3, right: true, priority: 3 },
  { name: 'state', title: 'State', least: 6, priority: 5 },
];

/** Where there is no room for the state in words, a sign says it. */
export const narrowOdd: readonly ColumnPlan[] = odd.map(plan =>
  plan.name === 'state' ? { ...plan, title: '', least: 1 } : plan,
);

export const columnPlans: Readonly<Record<TableScreen, readonly ColumnPlan[]>> = {
  packets,
  flows,
  hosts,
  world,
  odd,
};
