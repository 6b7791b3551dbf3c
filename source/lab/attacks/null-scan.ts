import { flagScan } from './flag-scan.ts';

export const nullScan = flagScan('tcp-null-scan', 'scan of one host by segments with no flag set', '-sN');
