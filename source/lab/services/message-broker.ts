import type { Service } from '../contracts.ts';
import { place, startDaemon } from './daemon.ts';

const mqttPort = 1883;

/** What sensors tell, and who wants to hear it. */
export const messageBroker: Service = {
  name: 'messages (mosquitto)',
  needs: ['mosquitto'],
  async start(_lab, host) {
    const lines = [`listener ${mqttPort}`, 'allow_anonymous true', 'persistence false', 'user root', ''];
    const path = place(host, 'mosquitto', 'mosquitto.conf', lines.join('\n'));
    await startDaemon(host, '/usr/sbin/mosquitto', ['-c', path], { tcp: mqttPort });
  },
};
