import type { HabitEntry } from '../contracts.ts';
import { ping } from './ping.ts';

/** Who does what all day. */
export const habits: readonly HabitEntry[] = [{ hosts: ['laptop', 'desktop', 'camera'], habit: ping }];
