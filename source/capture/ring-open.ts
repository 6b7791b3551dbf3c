/** Opens the ring engine on one interface, or on all of them. */
import { acceptEverything, filterForEveryDevice, filterForLink } from './bpf-kernel.ts';
import { FrameFilter, mentionsVlan } from './frame-filter.ts';
import { InterfaceWatch } from './interface-watch.ts';
import { type Loaded, loadKernel } from './kernel.ts';
import { RingSource } from './ring.ts';
import { RingDevices } from './ring-devices.ts';
import { hardwareTypes, linkTypeOfHardware } from './ring-layout.ts';
import { RingReader } from './ring-reader.ts';
import { isPermissionProblem, RingSocket } from './ring-socket.ts';

const bytesPerMegabyte = 1024 * 1024;

/** The name that stands for every interface. */
export const everyInterface = 'any';

export type RingOptions = {
  readonly interface: string;
  readonly filter?: string;
  readonly snapLength: number;
  readonly promiscuous: boolean;
  readonly bufferMegabytes: number;
};

/** Why a ring could not be opened, so that the caller can say what to do about it. */
export type RingOpened =
  | { readonly ok: true; readonly source: RingSource; readonly bufferMegabytes: number }
  | {
      readonly ok: false;
      readonly reason: 'unsupported' | 'permission' | 'interface' | 'filter' | 'kernel';
      readonly message: string;
    };

export function openRing(options: RingOptions): RingOpened {
  if (process.platform !== 'linux')
    return { ok: false, reason: 'unsupported', message: 'the ring engine needs Linux' };
  const kernel = loadKernel();
  if (!kernel.ok) return { ok: false, reason: 'unsupported', message: kernel.message };
  const socket = RingSocket.open(kernel.value);
  if (!(socket instanceof RingSocket)) {
    const message = kernel.value.describe(socket.errorNumber);
    return { ok: false, reason: isPermissionProblem(socket.errorNumber) ? 'permission' : 'kernel', message };
  }
  const opened = prepare(socket, options);
  if (!opened.ok) socket.close();
  return opened;
}

function prepare(socket: RingSocket, options: RingOptions): RingOpened {
  const { interface: name, snapLength, promiscuous } = options;
  const every = name === everyInterface;
  const index = every ? 0 : socket.indexOf(name);
  const hardwareType = every ? hardwareTypes.ethernet : socket.hardwareTypeOf(name);
  if ((index === 0 && !every) || hardwareType === undefined)
    return { ok: false, reason: 'interface', message: `there is no interface ${name}` };

  const filter = attachFilter(socket, options, every ? undefined : linkTypeOfHardware(hardwareType));
  if (!filter.ok) return { ok: false, reason: 'filter', message: filter.message };
  const memory = socket.createRing(options.bufferMegabytes);
  if (!memory.ok) return { ok: false, reason: 'kernel', message: memory.message };
  if (promiscuous && !every) socket.setPromiscuous(index);
  // Only now does the first packet come in: everything unwanted is already kept out.
  if (!socket.bind(index))
    return { ok: false, reason: 'kernel', message: `cannot listen on ${name}: ${socket.problem()}` };

  const only = every ? undefined : { name, hardwareType };
  const devices = new RingDevices(only, snapLength, number => socket.nameOf(number));
  const buffer = socket.kernel.view(memory.value.pointer, memory.value.bytes);
  const reader = new RingReader(buffer, memory.value.blockBytes, devices, snapLength, filter.value);
  const watch = every ? undefined : new InterfaceWatch(socket, name, index, promiscuous);
  const source = new RingSource(socket, reader, devices.interfaces, watch);
  return { ok: true, source, bufferMegabytes: memory.value.bytes / bytesPerMegabyte };
}

/**
 * The kernel judges wherever it sees what was on the wire. It does not for VLAN tags, which are stripped
 * before its filter runs: such an expression is applied here, to the frame with its tags back in place.
 */
function attachFilter(
  socket: RingSocket,
  options: RingOptions,
  linkType: number | undefined,
): Loaded<FrameFilter | undefined> {
  const { filter = '', snapLength } = options;
  if (filter.trim() !== '') {
    const compiled =
      linkType === undefined
        ? filterForEveryDevice(filter, snapLength)
        : filterForLink(filter, linkType, snapLength);
    if (!compiled.ok) return compiled;
    if (!mentionsVlan(filter) && socket.attachFilter(compiled.value)) return { ok: true, value: undefined };
    // Also where a program is too large for the memory the kernel grants.
  }
  if (!socket.attachFilter(acceptEverything(snapLength)))
    return { ok: false, message: `the kernel refused the snap length: ${socket.problem()}` };
  return { ok: true, value: filter.trim() === '' ? undefined : new FrameFilter(filter) };
}
