/** Records what crosses the hub, with our own capture. */
import { type ChildProcess, spawn } from 'node:child_process';
import { siblingProgram } from '../testing/sibling.ts';
import type { Lab } from './lab.ts';
import { labMark } from './mark.ts';

const startMilliseconds = 15_000;
const settleMilliseconds = 500;
/** Everything a flood sends must fit while the machine is busy. */
const bufferMegabytes = '256';

export type Recording = {
  /** Ends it; resolves with what the recorder counted. Rejects when packets were lost. */
  stop(): Promise<void>;
};

/** Resolves when it records; `path` ends in `.pcapng`. */
export async function record(lab: Lab, path: string): Promise<Recording> {
  const program = siblingProgram('../cli.ts', import.meta.url);
  const words = ['read', '-i', 'span', '--buffer', bufferMegabytes, '--keep-root', '-o', path];
  const enter = ['--pdeathsig', 'INT', 'nsenter', '--target', String(lab.hub.pid), '--net'];
  const child = spawn('setpriv', [...enter, process.execPath, program, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, [labMark]: String(process.pid) },
  });
  const said = collect(child);
  const ended = new Promise<number | null>(resolve => child.on('close', resolve));
  await listening(lab, child, said);
  return {
    stop: async () => {
      await pause(settleMilliseconds);
      child.kill('SIGINT');
      const code = await ended;
      if (code !== 0) throw new Error(`the recorder failed: ${said().trim()}`);
      const lost = countOf(said(), /([\d,]+) dropped/);
      if (lost > 0) throw new Error(`the recording is not whole: ${lost} packets were lost; try again`);
      // In a burst the queue before the hub's ports overflows: as on a real switch, that frame is nobody's.
      const missed = countOf(said(), /([\d,]+) (?:dropped )?by (?:the )?interface/);
      if (missed > 0) lab.log(`the hub was too busy for ${missed} frames; they are not in the recording`);
    },
  };
}

function countOf(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1]?.replaceAll(',', '') ?? 0);
}

/** A packet socket in the hub's namespace: it listens. */
async function listening(lab: Lab, child: ChildProcess, said: () => string): Promise<void> {
  const deadline = performance.now() + startMilliseconds;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the recorder ended: ${said().trim()}`);
    const sockets = await lab.hub.run('cat', '/proc/net/packet');
    if (sockets.trim().split('\n').length > 1) return pause(settleMilliseconds);
    await pause(100);
  }
  child.kill('SIGKILL');
  throw new Error('the recorder did not begin');
}

function collect(child: ChildProcess): () => string {
  let text = '';
  child.stdout?.resume();
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-10_000);
  });
  return () => text;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
