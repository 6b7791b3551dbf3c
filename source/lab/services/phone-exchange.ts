import type { Service } from '../contracts.ts';
import { startOwn } from './own-program.ts';

export const phoneExchange: Service = {
  name: 'calls (sip)',
  needs: [],
  async start(_lab, host) {
    await startOwn(host, 'phone-exchange', [host.address], { udp: 5060 });
  },
};
