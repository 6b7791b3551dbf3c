import type { Scenario } from '../contracts.ts';
import { clips } from './clips.ts';
import { drift } from './drift.ts';
import { hostileStrings } from './hostile-strings.ts';
import { mixed } from './mixed.ts';
import { normalDay } from './normal-day.ts';

export const scenarios: readonly Scenario[] = [normalDay, mixed, drift, hostileStrings, ...clips];
