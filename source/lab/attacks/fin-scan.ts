import { flagScan } from './flag-scan.ts';

export const finScan = flagScan('tcp-fin-scan', 'scan of one host by segments with only FIN set', '-sF');
