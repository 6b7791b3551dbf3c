import type { Scenario } from '../contracts.ts';
import { hostileCapture } from '../hostile.ts';

/** For whoever shows what came over the wire. */
export const hostileStrings: Scenario = {
  name: 'hostile-strings',
  summary: 'names and banners that would steer a terminal; made without a network',
  seconds: 0,
  habits: [],
  attacks: () => [],
  made: hostileCapture,
};
