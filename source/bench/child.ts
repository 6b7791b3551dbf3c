/** Running other programs, ours and peers, with what they cost. */
import { type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { loadLibrary } from '../capture/kernel.ts';

export type ChildOptions = {
  readonly environment?: NodeJS.ProcessEnv;
  readonly folder?: string;
  /** Fed to its standard input; default: nothing. A file descriptor is handed over as it is. */
  readonly input?: Uint8Array | number;
  /** `keep` returns standard output as text, `count` (default) only its length, `discard` opens /dev/null. */
  readonly output?: 'keep' | 'count' | 'discard';
  readonly signal?: AbortSignal;
};

export type ChildRun = {
  readonly exitCode: number | null;
  readonly wallSeconds: number;
  /** Processor time of the child and of all it waited for; undefined where the system does not tell. */
  readonly userSeconds: number | undefined;
  readonly systemSeconds: number | undefined;
  /** The most memory it held, sampled until shortly before its end. */
  readonly maxResidentMegabytes: number | undefined;
  readonly output: string;
  readonly outputBytes: number;
  /** The last of what it said on standard error. */
  readonly complaint: string;
};

const memorySampleMilliseconds = 20;
const keptComplaintCharacters = 2000;
const kilobytesPerMegabyte = 1024;

/**
 * Runs a program to its end. Processor time comes from the kernel's account of ended children, so only one
 * child may end at a time: run what is to be measured one after the other.
 */
export async function runChild(
  program: string,
  words: readonly string[],
  options: ChildOptions = {},
): Promise<ChildRun> {
  const { environment, folder, input, output = 'count', signal } = options;
  const before = endedChildrenSeconds();
  const started = process.hrtime.bigint();
  const spawnOptions: SpawnOptions = {
    stdio: [
      typeof input === 'number' ? input : input === undefined ? 'ignore' : 'pipe',
      output === 'discard' ? 'ignore' : 'pipe',
      'pipe',
    ],
    ...(environment === undefined ? {} : { env: environment }),
    ...(folder === undefined ? {} : { cwd: folder }),
    ...(signal === undefined ? {} : { signal }),
  };
  const child = spawn(program, words, spawnOptions);
  let text = '';
  let outputBytes = 0;
  let complaint = '';
  let megabytes: number | undefined;
  child.stdout?.on('data', (chunk: Buffer) => {
    outputBytes += chunk.length;
    if (output === 'keep') text += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-keptComplaintCharacters);
  });
  if (input instanceof Uint8Array) {
    // A child that has seen enough closes its input; that is its business.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  }
  const sampling = setInterval(() => {
    megabytes = maxResidentMegabytesOf(child.pid) ?? megabytes;
  }, memorySampleMilliseconds);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    const nanosecondsPerSecond = 1e9;
    const wallSeconds = Number(process.hrtime.bigint() - started) / nanosecondsPerSecond;
    const after = endedChildrenSeconds();
    return {
      exitCode,
      wallSeconds,
      userSeconds: before && after && after.user - before.user,
      systemSeconds: before && after && after.system - before.system,
      maxResidentMegabytes: megabytes,
      output: text,
      outputBytes,
      complaint,
    };
  } finally {
    clearInterval(sampling);
  }
}

/** The first line a program says about its version; undefined when it is not installed. */
export function peerVersion(program: string, words: readonly string[] = ['--version']): string | undefined {
  const { error, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', timeout: 10_000 });
  if (error !== undefined) return undefined;
  return (stdout.trim() || stderr.trim()).split('\n')[0]?.trim() || program;
}

/** The most memory a running process ever held. */
export function maxResidentMegabytesOf(pid: number | undefined): number | undefined {
  const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readProcess(pid, 'status'))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / kilobytesPerMegabyte;
}

/** Processor time of a running process so far, all threads, in steps of a hundredth of a second. */
export function processorSecondsOf(pid: number | undefined): number | undefined {
  const ticksPerSecond = 100;
  const userField = 11;
  const systemField = 12;
  const stat = readProcess(pid, 'stat');
  // The program's name, in parentheses, may hold anything; fields are counted from behind it.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const ticks = (fields[userField] ?? Number.NaN) + (fields[systemField] ?? Number.NaN);
  return Number.isNaN(ticks) ? undefined : ticks / ticksPerSecond;
}

function readProcess(pid: number | undefined, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** getrusage(RUSAGE_CHILDREN): struct rusage begins with two struct timeval of 16 bytes on 64-bit systems. */
function endedChildrenSeconds(): { user: number; system: number } | undefined {
  const ofChildren = -1;
  const rusageBytes = 144;
  const microsecondsPerSecond = 1e6;
  const loaded = loadLibrary([null]);
  if (!loaded.ok) return undefined;
  const usage = new DataView(new ArrayBuffer(rusageBytes));
  const getrusage = loaded.value.library.func('getrusage', 'int', ['int', 'void *']);
  if (getrusage(ofChildren, new Uint8Array(usage.buffer)) !== 0) return undefined;
  const timeval = (offset: number): number =>
    Number(usage.getBigInt64(offset, true)) + usage.getInt32(offset + 8, true) / microsecondsPerSecond;
  return { user: timeval(0), system: timeval(16) };
}
