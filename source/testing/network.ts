/**
 * Two network namespaces joined by a virtual cable, for tests that meet the kernel.
 *
 * Nothing outside them is touched, and they are removed when the test ends, fails, or its process is
 * told to stop; what a killed process left behind is removed by the next one.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { loadLibrary } from '../capture/kernel.ts';
import type { SendResult } from './frame-sender.ts';
import { siblingProgram } from './sibling.ts';

const run = promisify(execFile);
const namePrefix = 'oddwire';
const namespaceFolder = '/run/netns';
const cloneNewNetwork = 0x4000_0000;

export type PairOptions = {
  readonly mtu?: number;
  /** Segmentation and checksum offloads, as between real hosts; default true. */
  readonly offloads?: boolean;
};

export type NetworkEnd = {
  /** The namespace's name, as `ip netns` knows it. */
  readonly namespace: string;
  readonly interface: string;
  readonly address: string;
  readonly address6: string;
  /** Runs a program inside and waits; its standard output. */
  run(program: string, ...words: string[]): string;
  /** Starts a program inside. */
  spawn(program: string, ...words: string[]): ChildProcess;
};

export type NetworkPair = {
  readonly left: NetworkEnd;
  readonly right: NetworkEnd;
  /** Runs `source/testing/send.ts` at the right end. */
  send(...words: string[]): Promise<SendResult>;
  /** Makes the cable anew after one of its ends was deleted. */
  connect(): void;
  remove(): void;
};

/** Why tests that need namespaces cannot run here, in one line; undefined when they can. */
export function skipReason(): string | undefined {
  if (process.platform !== 'linux') return 'live tests need Linux';
  if (process.getuid?.() !== 0) return 'live tests need root';
  try {
    execFileSync('ip', ['netns', 'list'], { stdio: 'ignore' });
  } catch {
    return 'live tests need the program ip (package iproute2)';
  }
  try {
    const name = `${namePrefix}-${process.pid}-probe`;
    execFileSync('ip', ['netns', 'add', name], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
  } catch {
    return 'live tests need permission to make network namespaces';
  }
  return undefined;
}

const alive = new Set<NetworkPair>();
let pairs = 0;
let watching = false;

export function createPair(options: PairOptions = {}): NetworkPair {
  removeLeftovers();
  watchForExit();
  const stem = `${namePrefix}-${process.pid}-${pairs++}`;
  const left = end(`${stem}-left`, 'left', 1);
  const right = end(`${stem}-right`, 'right', 2);
  const pair: NetworkPair = {
    left,
    right,
    connect: () => connect(left, right, options),
    remove: () => {
      alive.delete(pair);
      for (const one of [left, right]) deleteNamespace(one.namespace);
    },
    send: async (...words) => {
      const program = siblingProgram('./send.ts', import.meta.url);
      const inside = ['netns', 'exec', right.namespace, process.execPath, program, '--interface', 'right'];
      const { stdout } = await run('ip', [...inside, ...words]);
      return JSON.parse(stdout) as SendResult;
    },
  };
  alive.add(pair);
  for (const one of [left, right]) {
    ip('netns', 'add', one.namespace);
    // Silence: no router solicitations, no neighbour discovery of its own accord.
    one.run(
      'sysctl',
      '-qw',
      'net.ipv6.conf.default.accept_dad=0',
      'net.ipv6.conf.default.router_solicitations=0',
    );
    one.run('ip', 'link', 'set', 'lo', 'up');
  }
  pair.connect();
  return pair;
}

function connect(left: NetworkEnd, right: NetworkEnd, options: PairOptions): void {
  const mtu = String(options.mtu ?? 1500);
  ip(
    'link',
    'add',
    'left',
    'mtu',
    mtu,
    'netns',
    left.namespace,
    'type',
    'veth',
    'peer',
    'name',
    'right',
    'mtu',
    mtu,
    'netns',
    right.namespace,
  );
  for (const one of [left, right]) {
    one.run('ip', 'link', 'set', one.interface, 'addrgenmode', 'none');
    one.run('ip', 'address', 'add', `${one.address}/24`, 'dev', one.interface);
    one.run('ip', '-6', 'address', 'add', `${one.address6}/64`, 'dev', one.interface, 'nodad');
    if (options.offloads === false) {
      for (const feature of ['tso', 'gso', 'gro', 'tx']) {
        try {
          one.run('ethtool', '-K', one.interface, feature, 'off');
        } catch {
          // Without ethtool the offloads stay on: frames may be larger than the MTU.
        }
      }
    }
    one.run('ip', 'link', 'set', one.interface, 'up');
  }
}

function end(namespace: string, name: string, host: number): NetworkEnd {
  const inside = ['netns', 'exec', namespace];
  return {
    namespace,
    interface: name,
    address: `192.0.2.${host}`,
    address6: `2001:db8::${host}`,
    run: (program, ...words) =>
      execFileSync('ip', [...inside, program, ...words], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    spawn: (program, ...words) =>
      spawn('ip', [...inside, program, ...words], { stdio: ['pipe', 'pipe', 'pipe'] }),
  };
}

/**
 * Moves the calling thread into a namespace: sockets it opens and processes it starts belong there.
 * The returned function moves it back.
 */
export function enterNamespace(name: string): () => void {
  const loaded = loadLibrary([null]);
  if (!loaded.ok) throw new Error(loaded.message);
  const { koffi, library } = loaded.value;
  const setns = library.func('setns', 'int', ['int', 'int']);
  const home = openSync('/proc/thread-self/ns/net', 'r');
  const there = openSync(`${namespaceFolder}/${name}`, 'r');
  const move = (descriptor: number): void => {
    const failed = setns(descriptor, cloneNewNetwork) !== 0;
    if (failed) throw new Error(`setns failed with error ${koffi.errno()}`);
    closeSync(descriptor);
  };
  move(there);
  return () => move(home);
}

function ip(...words: string[]): void {
  execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] });
}

function deleteNamespace(name: string): void {
  try {
    execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
  } catch {
    // Never made, or gone already.
  }
}

function watchForExit(): void {
  if (watching) return;
  watching = true;
  const removeAll = (): void => {
    for (const pair of alive) pair.remove();
  };
  process.on('exit', removeAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      removeAll();
      process.kill(process.pid, signal);
    });
  }
}

/** Namespaces carry the number of the process that made them: those of dead processes are nobody's. */
function removeLeftovers(): void {
  if (!existsSync(namespaceFolder)) return;
  for (const name of readdirSync(namespaceFolder)) {
    const owner = new RegExp(`^${namePrefix}-(\\d+)-`).exec(name)?.[1];
    if (owner !== undefined && !existsSync(`/proc/${owner}`)) deleteNamespace(name);
  }
}
