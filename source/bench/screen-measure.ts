/** The screen as built, in a pseudo-terminal inside a network namespace, and what it costs. */
import type { ChildProcess } from 'node:child_process';
import type { NetworkPair } from '../testing/network.ts';
import { engineOf, openScreen, screenOf } from '../testing/screen.ts';
import { siblingProgram } from '../testing/sibling.ts';
import type { TestTerminal } from '../testing/terminal.ts';
import { processorSecondsOf } from './child.ts';

export type ScreenSize = { readonly columns: number; readonly rows: number };

export type ScreenCost = ScreenSize & {
  readonly packetsPerSecond: number;
  /** Percent of one core. */
  readonly screenPercent: number;
  readonly enginePercent: number;
  readonly bytesPerSecond: number;
  readonly framesPerSecond: number;
};

export type Latency = {
  readonly samples: readonly number[];
  /** As the header says: undefined when it could not be read. */
  readonly dropped: number | undefined;
  readonly received: number | undefined;
};

const millisecondsPerSecond = 1000;
const percent = 100;
const settleMilliseconds = 2500;
/** Every piece of a frame ends with this question to the terminal. */
const pieceEnd = '\u001b[5n';

export async function openLive(pair: NetworkPair, size: ScreenSize): Promise<TestTerminal> {
  const terminal = openScreen(['-i', 'left'], { ...size, namespace: pair.left.namespace });
  await terminal.waitFor('● live');
  return terminal;
}

/** Sends until stopped; resolves when it has begun. */
export function startTraffic(pair: NetworkPair, rate: number, seconds: number, ports = '9'): ChildProcess {
  const program = siblingProgram('../testing/send.ts', import.meta.url);
  const words = [
    '--interface',
    'right',
    '--rate',
    String(rate),
    '--seconds',
    String(seconds),
    '--ports',
    ports,
  ];
  return pair.right.spawn(process.execPath, program, ...words, '--size', '64');
}

export async function measureCost(
  pair: NetworkPair,
  size: ScreenSize,
  packetsPerSecond: number,
  seconds: number,
): Promise<ScreenCost> {
  const terminal = await openLive(pair, size);
  const ports = Array.from({ length: 40 }, (_, index) => 1000 + index * 37).join(',');
  const spare = 5;
  const sender =
    packetsPerSecond === 0 ? undefined : startTraffic(pair, packetsPerSecond, seconds + spare, ports);
  try {
    await pause(settleMilliseconds);
    const screen = screenOf(terminal.pid);
    const engine = engineOf(terminal.pid);
    const before = sample(terminal, screen, engine);
    await pause(seconds * millisecondsPerSecond);
    const after = sample(terminal, screen, engine);
    const elapsed = (after.at - before.at) / millisecondsPerSecond;
    const drawn = terminal.raw.subarray(before.bytes, after.bytes).toString('latin1');
    return {
      ...size,
      packetsPerSecond,
      screenPercent: (percent * (after.screen - before.screen)) / elapsed,
      enginePercent: (percent * (after.engine - before.engine)) / elapsed,
      bytesPerSecond: (after.bytes - before.bytes) / elapsed,
      framesPerSecond: (drawn.split(pieceEnd).length - 1) / elapsed,
    };
  } finally {
    sender?.kill();
    await terminal.close();
  }
}

/** Milliseconds from a key to what it changes on the emulator's screen. */
export async function measureLatency(
  pair: NetworkPair,
  packetsPerSecond: number,
  presses: number,
): Promise<Latency> {
  const terminal = await openLive(pair, { columns: 120, rows: 40 });
  const pressMilliseconds = 150;
  const seconds = (presses * pressMilliseconds * 2) / millisecondsPerSecond + 5;
  const sender =
    packetsPerSecond === 0 ? undefined : startTraffic(pair, packetsPerSecond, Math.ceil(seconds));
  try {
    await pause(settleMilliseconds);
    const samples: number[] = [];
    for (let press = 0; press < presses; press++) {
      // The help page comes and goes: a whole screen each time.
      const isThere = press % 2 === 1;
      const started = performance.now();
      terminal.write('?');
      await terminal.waitFor(lines => lines.some(line => line.includes('in every table')) !== isThere);
      samples.push(performance.now() - started);
      await pause(pressMilliseconds * (0.5 + Math.random()));
    }
    await terminal.quiet(300, millisecondsPerSecond);
    const header = terminal.screen()[0] ?? '';
    const dropped = /dropped ([\d,.]+k?)/.exec(header)?.[1];
    return {
      samples,
      dropped: dropped === undefined ? undefined : numberFrom(dropped),
      received: undefined,
    };
  } finally {
    sender?.kill();
    await terminal.close();
  }
}

/** Seconds from starting the program to its first frame. */
export async function measureStart(pair: NetworkPair): Promise<number> {
  const started = performance.now();
  const terminal = openScreen(['-i', 'left'], { columns: 120, rows: 40, namespace: pair.left.namespace });
  try {
    await terminal.waitFor('1 packets');
    return (performance.now() - started) / millisecondsPerSecond;
  } finally {
    await terminal.close();
  }
}

function sample(terminal: TestTerminal, screen: number | undefined, engine: number | undefined) {
  return {
    at: performance.now(),
    bytes: terminal.rawBytes,
    screen: processorSecondsOf(screen) ?? Number.NaN,
    engine: processorSecondsOf(engine) ?? Number.NaN,
  };
}

function numberFrom(text: string): number {
  const thousands = 1000;
  const value = Number(text.replace('k', '').replaceAll(',', ''));
  return text.endsWith('k') ? value * thousands : value;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
