import { dnp3 } from './dnp3.ts';
import { modbus } from './modbus.ts';
import { mqtt } from './mqtt.ts';
import type { Protocol } from './protocol.ts';

/** Machines talking to machines: plants, grids, buildings, sensors. Part of the catalogue. */
export const industrialCatalog: readonly Protocol[] = [dnp3, modbus, mqtt];
