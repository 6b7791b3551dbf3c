import type { Service } from '../contracts.ts';
import { startOwn } from './own-program.ts';

export const pushPort = 8080;
const seed = '11';

/** Long connections over which little is said: a WebSocket server of our own. */
export const pushServer: Service = {
  name: 'push messages (WebSocket)',
  needs: [],
  async start(_lab, host) {
    await startOwn(host, 'push-server', [String(pushPort), seed], { tcp: pushPort });
  },
};
