import type { Attack } from '../contracts.ts';
import { synScan } from './syn-scan.ts';

export const attacks: readonly Attack[] = [synScan];
