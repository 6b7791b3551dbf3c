import type { Scenario } from '../contracts.ts';
import { clips } from './clips.ts';
import { normalDay } from './normal-day.ts';

export const scenarios: readonly Scenario[] = [normalDay, ...clips];
