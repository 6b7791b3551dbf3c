import type { Habit } from '../contracts.ts';
import { ping } from './ping.ts';

export const habits: readonly Habit[] = [ping];
