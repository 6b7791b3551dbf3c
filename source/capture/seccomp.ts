/**
 * `no_new_privs` for every thread of the process, and a small list of system calls it will never need.
 *
 * prctl(PR_SET_NO_NEW_PRIVS) binds only the thread that calls it, and Node has threads before our first
 * line runs. Installing a seccomp filter with SECCOMP_FILTER_FLAG_TSYNC gives the filter, and with it
 * `no_new_privs`, to all of them at once. Threads and processes made later inherit both.
 */
import { loadLibrary } from './kernel.ts';

const setNoNewPrivileges = 38;
const setModeFilter = 1;
const synchroniseThreads = 1;
/** Older kernels slow a process with a filter down against speculation by foreign code; we run none. */
const keepSpeculation = 4;

/** <linux/filter.h>: load a word, jump if equal, jump if greater or equal, return. */
const loadWord = 0x20;
const jumpIfEqual = 0x15;
const jumpIfAtLeast = 0x35;
const returnValue = 0x06;

const actionAllow = 0x7fff0000;
const actionRefuse = 0x00050000;
const errorNotPermitted = 1;

/** Offsets in struct seccomp_data. */
const offsetOfNumber = 0;
const offsetOfArchitecture = 4;

const bytesPerInstruction = 8;

type Architecture = {
  readonly audit: number;
  readonly seccomp: number;
  /** Numbers from here on belong to another calling convention (x32), which would pass the list by. */
  readonly foreignFrom?: number;
  readonly refused: Readonly<Record<string, number>>;
};

/**
 * What a monitor has no business doing once its capture is open: starting programs, reaching into other
 * processes, loading code into the kernel, changing namespaces or mounts. Threads, files, sockets stay.
 */
const architectures: Readonly<Record<string, Architecture>> = {
  x64: {
    audit: 0xc000003e,
    seccomp: 317,
    foreignFrom: 0x40000000,
    refused: {
      execve: 59,
      execveat: 322,
      ptrace: 101,
      process_vm_readv: 310,
      process_vm_writev: 311,
      pidfd_getfd: 438,
      bpf: 321,
      perf_event_open: 298,
      userfaultfd: 323,
      init_module: 175,
      finit_module: 313,
      kexec_load: 246,
      kexec_file_load: 320,
      add_key: 248,
      request_key: 249,
      keyctl: 250,
      unshare: 272,
      setns: 308,
      mount: 165,
      pivot_root: 155,
    },
  },
  arm64: {
    audit: 0xc00000b7,
    seccomp: 277,
    refused: {
      execve: 221,
      execveat: 281,
      ptrace: 117,
      process_vm_readv: 270,
      process_vm_writev: 271,
      pidfd_getfd: 438,
      bpf: 280,
      perf_event_open: 241,
      userfaultfd: 282,
      init_module: 105,
      finit_module: 273,
      kexec_load: 104,
      kexec_file_load: 294,
      add_key: 217,
      request_key: 218,
      keyctl: 219,
      unshare: 97,
      setns: 268,
      mount: 40,
      pivot_root: 41,
    },
  },
};

export type LockDown = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** Cannot be undone. Needs no privileges of its own. */
export function lockDownAllThreads(): LockDown {
  const architecture = architectures[process.arch];
  if (process.platform !== 'linux' || architecture === undefined) {
    return { ok: false, message: `not available on ${process.platform} ${process.arch}` };
  }
  const loaded = loadLibrary([null]);
  if (!loaded.ok) return loaded;
  const { koffi, library } = loaded.value;
  const prctl = library.func('prctl', 'int', ['int', 'ulong', 'ulong', 'ulong', 'ulong']);
  const syscall = library.func('syscall', 'long', ['long', 'long', 'ulong', 'void *']);
  if (prctl(setNoNewPrivileges, 1, 0, 0, 0) !== 0) {
    return { ok: false, message: `no_new_privs was refused (error ${koffi.errno()})` };
  }
  const instructions = filterProgram(architecture);
  const program = new DataView(new ArrayBuffer(16));
  program.setUint16(0, instructions.length / bytesPerInstruction, true);
  program.setBigUint64(8, BigInt(koffi.address(instructions)), true);
  const install = (flags: number): number =>
    syscall(architecture.seccomp, setModeFilter, flags, new Uint8Array(program.buffer));
  let result = install(synchroniseThreads | keepSpeculation);
  if (result < 0) result = install(synchroniseThreads);
  // A positive answer names a thread whose own filter stands in the way.
  if (result === 0) return { ok: true };
  const reason = result > 0 ? `thread ${result} has a filter of its own` : `error ${koffi.errno()}`;
  return { ok: false, message: `the system call filter was refused (${reason})` };
}

/** The filter in the kernel's format: 16-bit code, two 8-bit jumps, 32-bit constant. */
function filterProgram(architecture: Architecture): Uint8Array {
  const numbers = Object.values(architecture.refused);
  const tests: [code: number, constant: number][] = numbers.map(number => [jumpIfEqual, number]);
  if (architecture.foreignFrom !== undefined) tests.unshift([jumpIfAtLeast, architecture.foreignFrom]);
  const refuseAt = 3 + tests.length + 1;
  const view = new DataView(new ArrayBuffer((refuseAt + 1) * bytesPerInstruction));
  let index = 0;
  const emit = (code: number, constant: number, ifTrue = 0, ifFalse = 0): void => {
    const at = index * bytesPerInstruction;
    view.setUint16(at, code, true);
    view.setUint8(at + 2, ifTrue);
    view.setUint8(at + 3, ifFalse);
    view.setUint32(at + 4, constant, true);
    index += 1;
  };
  emit(loadWord, offsetOfArchitecture);
  emit(jumpIfEqual, architecture.audit, 0, refuseAt - 2);
  emit(loadWord, offsetOfNumber);
  for (const [code, constant] of tests) emit(code, constant, refuseAt - index - 1);
  emit(returnValue, actionAllow);
  emit(returnValue, actionRefuse | errorNotPermitted);
  return new Uint8Array(view.buffer);
}
