import type { Service } from '../contracts.ts';
import { startOwn } from './own-program.ts';

export const cameraStream: Service = {
  name: 'camera (rtsp)',
  needs: [],
  async start(_lab, host) {
    await startOwn(host, 'camera-stream', [], { tcp: 554 });
  },
};
