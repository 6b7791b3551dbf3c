import type { Service } from '../contracts.ts';
import { startOwn } from './own-program.ts';

export const printer: Service = {
  name: 'printing (ipp, 9100)',
  needs: [],
  async start(_lab, host) {
    await startOwn(host, 'printer', [], { tcp: 631 });
  },
};
