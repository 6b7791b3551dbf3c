/**
 * The handful of C library functions the capture needs, called through koffi: nothing to compile.
 *
 * Loading is lazy and its failure is a value, so that a machine without koffi's binary can still read
 * files. Other folders that need a C function of their own ask `loadLibrary()`.
 */
import { createRequire } from 'node:module';
import type { LibraryHandle } from 'koffi';

type Koffi = typeof import('koffi');

type BoundFunction = ReturnType<LibraryHandle['func']>;

export type Loaded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string };

export type LoadedLibrary = { readonly koffi: Koffi; readonly library: LibraryHandle; readonly name: string };

/** Watches one descriptor in Node's own event loop. `status` is negative when the descriptor has an error. */
export type DescriptorPoll = {
  start(callback: (status: number) => void): void;
  stop(): void;
  close(): void;
};

/** Pointers are plain integers; 0 is NULL. */
export type Pointer = bigint;

export type Kernel = {
  readonly koffi: Koffi;
  socket(domain: number, type: number, protocol: number): number;
  close(descriptor: number): number;
  bind(descriptor: number, address: Uint8Array, length: number): number;
  setsockopt(
    descriptor: number,
    level: number,
    option: number,
    value: Uint8Array | object,
    length: number,
  ): number;
  getsockopt(
    descriptor: number,
    level: number,
    option: number,
    value: Uint8Array,
    length: Uint32Array,
  ): number;
  ioctl(descriptor: number, request: number, argument: Uint8Array): number;
  mmap(
    address: Pointer,
    length: number,
    protection: number,
    flags: number,
    descriptor: number,
    offset: number,
  ): Pointer;
  munmap(address: Pointer, length: number): number;
  /** 0 when there is no such interface. */
  if_nametoindex(name: string): number;
  /** The number of the last failed call. */
  errno(): number;
  /** What the C library says about an errno number. */
  describe(errorNumber: number): string;
  /** An ArrayBuffer over memory we do not own: detach it (`transfer(0)`) before the memory goes away. */
  view(address: Pointer, length: number): ArrayBuffer;
  /** Calls back when the descriptor is readable, until stopped; starts at once. */
  poll(descriptor: number, callback: (status: number) => void): DescriptorPoll;
};

/** What mmap returns when it fails. */
export const mapFailed: Pointer = 0xffff_ffff_ffff_ffffn;

export const errorNumbers = { notPermitted: 1, accessDenied: 13, networkDown: 100 } as const;

const require = createRequire(import.meta.url);

let loadedKoffi: Loaded<Koffi> | undefined;

export function loadKoffi(): Loaded<Koffi> {
  if (loadedKoffi === undefined) {
    try {
      loadedKoffi = { ok: true, value: require('koffi') as Koffi };
    } catch {
      loadedKoffi = {
        ok: false,
        message: 'the package "koffi" has no binary for this system — install again with: ./start.sh',
      };
    }
  }
  return loadedKoffi;
}

/** Opens the first library of `names` that exists; `null` stands for the C library of this process. */
export function loadLibrary(names: readonly (string | null)[]): Loaded<LoadedLibrary> {
  const koffi = loadKoffi();
  if (!koffi.ok) return koffi;
  for (const name of names) {
    try {
      const library = koffi.value.load(name);
      return { ok: true, value: { koffi: koffi.value, library, name: name ?? 'libc' } };
    } catch {
      // Not under this name: the next one may exist.
    }
  }
  return { ok: false, message: `none of these libraries could be loaded: ${names.join(', ')}` };
}

let loadedKernel: Loaded<Kernel> | undefined;

/** The C library. Socket structures here have Linux's layout; other systems get as far as loading it. */
export function loadKernel(): Loaded<Kernel> {
  loadedKernel ??= bindKernel();
  return loadedKernel;
}

function bindKernel(): Loaded<Kernel> {
  const loaded = loadLibrary([null]);
  if (!loaded.ok) return loaded;
  const { koffi, library } = loaded.value;
  try {
    const int = 'int';
    const address = 'void *';
    const bound = (name: string, result: string, parameters: string[]): BoundFunction =>
      library.func(name, result, parameters);
    const strerror = bound('strerror', 'str', [int]);
    const ioctl = library.func('int ioctl(int descriptor, unsigned long request, ...)');
    const kernel: Kernel = {
      koffi,
      socket: bound('socket', int, [int, int, int]),
      close: bound('close', int, [int]),
      bind: bound('bind', int, [int, address, 'uint32']),
      setsockopt: bound('setsockopt', int, [int, int, int, address, 'uint32']),
      getsockopt: bound('getsockopt', int, [int, int, int, address, address]),
      ioctl: (descriptor, request, argument) => ioctl(descriptor, request, address, argument) as number,
      mmap: bound('mmap', address, [address, 'size_t', int, int, int, 'int64']),
      munmap: bound('munmap', int, [address, 'size_t']),
      if_nametoindex: bound('if_nametoindex', 'uint', ['str']),
      errno: () => koffi.errno(),
      describe: errorNumber => strerror(errorNumber) as string,
      view: (pointer, length) => koffi.view(pointer, length),
      // koffi's types name one argument; its callback is given the status first.
      poll: koffi.node.poll as unknown as Kernel['poll'],
    };
    return { ok: true, value: kernel };
  } catch {
    return { ok: false, message: 'the C library of this system lacks a function the capture needs' };
  }
}
