/** A virtual device whose incoming packets we write ourselves: any link header, any hardware type. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { loadLibrary } from '../capture/kernel.ts';

const requestCreate = 0x4004_54ca;
const requestHardwareType = 0x4004_54cd;
const kinds = { tun: 1, tap: 2 } as const;
const withoutPacketInformation = 0x1000;

export type Tunnel = { receive(packet: Uint8Array): void; remove(): void };

/** Made in the namespace of the calling thread, down; it disappears when it is removed or its process ends. */
export function createTunnel(name: string, kind: keyof typeof kinds, hardwareType?: number): Tunnel {
  const loaded = loadLibrary([null]);
  if (!loaded.ok) throw new Error(loaded.message);
  const ioctl = loaded.value.library.func('int ioctl(int descriptor, unsigned long request, ...)');
  const descriptor = openSync('/dev/net/tun', 'r+');
  const request = Buffer.alloc(40);
  request.write(name);
  request.writeUInt16LE(kinds[kind] | withoutPacketInformation, 16);
  if (ioctl(descriptor, requestCreate, 'void *', request) !== 0) throw new Error(`cannot create ${name}`);
  if (hardwareType !== undefined && ioctl(descriptor, requestHardwareType, 'long', hardwareType) !== 0)
    throw new Error(`cannot set the hardware type of ${name}`);
  return {
    receive: packet => {
      writeSync(descriptor, packet);
    },
    remove: () => closeSync(descriptor),
  };
}
