/** May this process open a capture? Asked of the kernel, not guessed from the user id. */
import { accessSync, constants, readFileSync } from 'node:fs';
import { loadKernel } from './kernel.ts';

const packetFamily = 17;
const rawSocket = 3;
/** So that no program started meanwhile inherits it. */
const closeOnExec = 0o2000000;
const errorNotPermitted = 1;
const errorNoSuchFamily = 97;

/** Bit of CAP_NET_RAW in the capability sets of /proc/PID/status. */
const capabilityNetRaw = 13n;

/** Why this process may not capture; undefined when it may. */
export function captureObstacle(): string | undefined {
  if (process.platform === 'linux') return packetSocketObstacle();
  return packetDeviceObstacle();
}

/** Opens a packet socket that receives nothing, and closes it. */
export function packetSocketObstacle(): string | undefined {
  const kernel = loadKernel();
  if (!kernel.ok) return mayCaptureByStatus() ? undefined : 'needs root';
  const descriptor = kernel.value.socket(packetFamily, rawSocket | closeOnExec, 0);
  if (descriptor >= 0) {
    kernel.value.close(descriptor);
    return undefined;
  }
  const errorNumber = kernel.value.errno();
  if (errorNumber === errorNotPermitted) {
    return process.getuid?.() === 0
      ? 'needs CAP_NET_RAW, which this root does not have (a container?)'
      : 'needs root';
  }
  if (errorNumber === errorNoSuchFamily) return 'this kernel offers no packet sockets';
  return kernel.value.describe(errorNumber);
}

/** The packet devices of macOS and the BSDs are files: whoever may read one may capture. */
function packetDeviceObstacle(): string | undefined {
  try {
    accessSync('/dev/bpf0', constants.R_OK | constants.W_OK);
    return undefined;
  } catch {
    return 'needs root';
  }
}

function mayCaptureByStatus(): boolean {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0';
    return ((BigInt(`0x${effective}`) >> capabilityNetRaw) & 1n) === 1n;
  } catch {
    return process.getuid?.() === 0;
  }
}
