/**
 * Capture filters: libpcap compiles the expression, the kernel or `runProgram` executes it.
 *
 * Classic BPF is a small machine: an accumulator, an index register, sixteen words of memory, forward
 * jumps only. A program therefore always ends, and every load is checked against the captured bytes.
 */
import { type Loaded, type LoadedLibrary, loadLibrary, type Pointer } from './kernel.ts';

/** Instructions as parallel columns: the interpreter reads them without touching objects. */
export type FilterProgram = {
  readonly count: number;
  readonly code: Uint16Array;
  readonly jumpTrue: Uint8Array;
  readonly jumpFalse: Uint8Array;
  readonly constant: Uint32Array;
};

/** One instruction as the kernel and libpcap lay it out. */
export const instructionBytes = 8;

const libraryNames = ['libpcap.so.1', 'libpcap.so.0.8', 'libpcap.so', 'libpcap.A.dylib', 'libpcap.dylib'];
const netmaskUnknown = 0xffff_ffff;
/** Optimising takes libpcap more than a second beyond this; the plain program does the same. */
const longestOptimisedExpression = 4000;
/** libpcap's own number for raw IP differs from the one in files. */
const rawIp = { linkType: 101, libpcap: 12 } as const;

type Libpcap = {
  readonly koffi: LoadedLibrary['koffi'];
  openDead(linkType: number, snapLength: number): Pointer | null;
  compile(handle: Pointer, program: Uint8Array, expression: string, optimize: number, mask: number): number;
  freeCode(program: Uint8Array): void;
  lastError(handle: Pointer): string;
  close(handle: Pointer): void;
};

let loadedLibpcap: Loaded<Libpcap> | undefined;

/** libpcap, or the sentence that says how to get it. */
export function loadLibpcap(): Loaded<Libpcap> {
  loadedLibpcap ??= bindLibpcap();
  return loadedLibpcap;
}

function bindLibpcap(): Loaded<Libpcap> {
  const loaded = loadLibrary(libraryNames);
  if (!loaded.ok)
    return {
      ok: false,
      message:
        'capture filters (-f) need libpcap, which is not installed — install libpcap0.8 (Debian, Ubuntu) or libpcap (Fedora, Arch, macOS)',
    };
  const { koffi, library } = loaded.value;
  return {
    ok: true,
    value: {
      koffi,
      openDead: library.func('pcap_open_dead', 'void *', ['int', 'int']),
      compile: library.func('pcap_compile', 'int', ['void *', 'void *', 'str', 'int', 'uint32']),
      freeCode: library.func('pcap_freecode', 'void', ['void *']),
      lastError: library.func('pcap_geterr', 'str', ['void *']),
      close: library.func('pcap_close', 'void', ['void *']),
    },
  };
}

/** Compiles `expression` for frames of one link type; an accepted frame returns `snapLength`. */
export function compileFilter(
  expression: string,
  linkType: number,
  snapLength: number,
): Loaded<FilterProgram> {
  const loaded = loadLibpcap();
  if (!loaded.ok) return loaded;
  const libpcap = loaded.value;
  const handle = libpcap.openDead(linkType === rawIp.linkType ? rawIp.libpcap : linkType, snapLength);
  if (handle === null) return { ok: false, message: 'libpcap is out of memory' };
  try {
    // struct bpf_program: a 32-bit count, padding, a pointer to the instructions.
    const program = new Uint8Array(16);
    const optimise = expression.length <= longestOptimisedExpression ? 1 : 0;
    if (libpcap.compile(handle, program, expression, optimise, netmaskUnknown) !== 0)
      return { ok: false, message: explain(expression, libpcap.lastError(handle)) };
    try {
      return { ok: true, value: readProgram(libpcap, program) };
    } finally {
      libpcap.freeCode(program);
    }
  } finally {
    libpcap.close(handle);
  }
}

function explain(expression: string, reason: string): string {
  const shown = JSON.stringify(expression);
  const plain = reason.replace(/^can't parse filter expression: /, '').replaceAll(/\s+/g, ' ');
  return `the capture filter ${shown} cannot be used: ${plain} (see: man pcap-filter)`;
}

function readProgram(libpcap: Libpcap, program: Uint8Array): FilterProgram {
  const header = new DataView(program.buffer);
  const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  const count = header.getUint32(0, littleEndian);
  const instructions = header.getBigUint64(8, littleEndian);
  const borrowed = new DataView(libpcap.koffi.view(instructions, count * instructionBytes));
  const result = emptyProgram(count);
  for (let at = 0; at < count; at++) {
    const start = at * instructionBytes;
    setInstruction(
      result,
      at,
      borrowed.getUint16(start, littleEndian),
      borrowed.getUint8(start + 2),
      borrowed.getUint8(start + 3),
      borrowed.getUint32(start + 4, littleEndian),
    );
  }
  return result;
}

export function emptyProgram(count: number): FilterProgram {
  return {
    count,
    code: new Uint16Array(count),
    jumpTrue: new Uint8Array(count),
    jumpFalse: new Uint8Array(count),
    constant: new Uint32Array(count),
  };
}

export function setInstruction(
  program: FilterProgram,
  at: number,
  code: number,
  jumpTrue: number,
  jumpFalse: number,
  constant: number,
): void {
  program.code[at] = code;
  program.jumpTrue[at] = jumpTrue;
  program.jumpFalse[at] = jumpFalse;
  program.constant[at] = constant;
}

/** The instruction set, by its numbers: class | size or operation | mode or source. */
export const op = {
  loadWord: 0x20,
  loadHalf: 0x28,
  loadByte: 0x30,
  loadWordIndexed: 0x40,
  loadHalfIndexed: 0x48,
  loadByteIndexed: 0x50,
  loadImmediate: 0x00,
  loadMemory: 0x60,
  loadLength: 0x80,
  indexImmediate: 0x01,
  indexMemory: 0x61,
  indexLength: 0x81,
  indexHeaderLength: 0xb1,
  store: 0x02,
  storeIndex: 0x03,
  jumpAlways: 0x05,
  jumpEqual: 0x15,
  returnConstant: 0x06,
  returnAccumulator: 0x16,
  moveToIndex: 0x07,
  moveToAccumulator: 0x87,
} as const;
