import { flagScan } from './flag-scan.ts';

export const xmasScan = flagScan(
  'tcp-xmas-scan',
  'scan of one host by segments with FIN, PSH and URG set',
  '-sX',
);
