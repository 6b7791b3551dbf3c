import type { Scenario } from '../contracts.ts';

export const scenarios: readonly Scenario[] = [];
