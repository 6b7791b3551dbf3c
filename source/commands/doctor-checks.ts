/** What `doctor` looks at, apart from how it says it: facts are gathered once, then judged. */
import { createRequire } from 'node:module';
import { loadLibpcap } from '../capture/bpf.ts';
import { busiestInterface, listInterfaces } from '../capture/interfaces.ts';
import { loadKoffi } from '../capture/kernel.ts';
import { captureObstacle } from '../capture/permission.ts';
import { type Distribution, thisDistribution } from './distribution.ts';
import { type GeoFacts, gatherGeoFacts, judgeGeo } from './doctor-geo.ts';
import { type Terminal, thisTerminal } from './terminal.ts';

export type Facts = {
  readonly node: string;
  readonly platform: string;
  readonly architecture: string;
  /** Each obstacle is a reason in words; undefined means it works. */
  readonly koffiObstacle: string | undefined;
  readonly socketObstacle: string | undefined;
  readonly capObstacle: string | undefined;
  readonly libpcapObstacle: string | undefined;
  readonly fileObstacle: string | undefined;
  readonly userId: number | undefined;
  readonly sudoUser: string | undefined;
  readonly terminal: Terminal;
  readonly distribution: Distribution;
  /** A capture to be put into advice, as it would be typed here. */
  readonly capture: string;
  readonly geo: GeoFacts;
};

/** `note`: not as good as it could be, nothing is broken. */
export type Check = {
  readonly name: string;
  readonly state: 'ok' | 'no' | 'note';
  readonly text: string;
  readonly fix?: string;
};

const oldestNode = { major: 22, minor: 18 };
const fullScreen = { columns: 80, rows: 24 };

export async function gatherFacts(environment: NodeJS.ProcessEnv): Promise<Facts> {
  const koffi = loadKoffi();
  const libpcap = loadLibpcap();
  return {
    node: process.versions.node,
    platform: process.platform,
    architecture: process.arch,
    koffiObstacle: koffi.ok ? undefined : koffi.message,
    socketObstacle: captureObstacle(),
    capObstacle: capObstacle(),
    libpcapObstacle: libpcap.ok ? undefined : libpcap.message,
    fileObstacle: await fileObstacle(),
    userId: process.getuid?.(),
    sudoUser: environment['SUDO_UID'] === undefined ? undefined : (environment['SUDO_USER'] ?? 'a user'),
    terminal: thisTerminal(environment),
    distribution: thisDistribution(),
    capture: `${environment['ODDWIRE_COMMAND'] ?? 'oddwire'} read -i ${busiestInterface(listInterfaces()) ?? 'eth0'}`,
    geo: await gatherGeoFacts(environment),
  };
}

/** Reads the smallest capture there is: a pcap file with one empty packet. */
async function fileObstacle(): Promise<string | undefined> {
  const headerBytes = 24;
  const recordBytes = 16;
  const file = new DataView(new ArrayBuffer(headerBytes + recordBytes));
  const header = [0xa1b2c3d4, 0x00040002, 0, 0, 65_535, 1];
  header.forEach((word, index) => {
    file.setUint32(index * 4, word, true);
  });
  try {
    const { readCapture } = await import('../capture/read-capture.ts');
    const ignore = { packets: () => undefined, notice: () => undefined };
    const { received } = readCapture(new Uint8Array(file.buffer), ignore);
    return received === 1 ? undefined : 'capture files cannot be read: the built-in example came out wrong';
  } catch (error) {
    return `capture files cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Loads the compiled module: being installed is not enough, it must fit this Node. */
function capObstacle(): string | undefined {
  const require = createRequire(import.meta.url);
  try {
    require.resolve('cap');
  } catch {
    return 'not built: the libpcap headers or a compiler were missing';
  }
  try {
    require('cap');
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return `built, but does not load: ${reason}`;
  }
}

export function judge(facts: Facts): Check[] {
  return [
    node(facts),
    files(facts),
    ring(facts),
    cap(facts),
    libpcap(facts),
    privileges(facts),
    terminal(facts),
    ...judgeGeo(facts.geo),
  ];
}

/** Something useful can be done: capture files can be read, or packets captured. */
export function isHealthy(checks: readonly Check[]): boolean {
  const works = (name: string): boolean => checks.some(check => check.name === name && check.state === 'ok');
  return works('node') && (works('files') || works('ring') || works('cap'));
}

function node(facts: Facts): Check {
  const [major = 0, minor = 0] = facts.node.split('.').map(Number);
  const recent = major > oldestNode.major || (major === oldestNode.major && minor >= oldestNode.minor);
  const text = `${facts.node} on ${facts.distribution.name}, ${facts.architecture}`;
  if (recent) return { name: 'node', state: 'ok', text };
  const wanted = `${oldestNode.major}.${oldestNode.minor}`;
  return {
    name: 'node',
    state: 'no',
    text: `${text}: older than ${wanted}`,
    fix: 'start through ./start.sh, which brings its own Node',
  };
}

function files(facts: Facts): Check {
  if (facts.fileObstacle !== undefined) {
    return { name: 'files', state: 'no', text: facts.fileObstacle, fix: './start.sh install' };
  }
  return {
    name: 'files',
    state: 'ok',
    text: 'capture files can be read (pcap, pcapng, gzipped, from stdin)',
  };
}

function ring(facts: Facts): Check {
  const name = 'ring';
  if (facts.platform !== 'linux') {
    return { name, state: 'note', text: 'the kernel ring exists on Linux only; the cap engine is used here' };
  }
  if (facts.koffiObstacle !== undefined) {
    return { name, state: 'no', text: facts.koffiObstacle, fix: './start.sh install' };
  }
  if (facts.socketObstacle !== undefined) {
    return { name, state: 'no', text: `packet sockets: ${facts.socketObstacle}`, ...socketFix(facts) };
  }
  return { name, state: 'ok', text: 'ready: packet sockets open, kernel time stamps, drops counted' };
}

function socketFix(facts: Facts): { fix?: string } {
  if (facts.userId !== 0) return { fix: `sudo ${facts.capture}` };
  return { fix: 'start the container with --cap-add=NET_RAW' };
}

function cap(facts: Facts): Check {
  const name = 'cap';
  if (facts.capObstacle !== undefined) {
    // On Linux the ring does all that cap does, and better.
    const state = facts.platform === 'linux' ? 'note' : 'no';
    const fix = `${facts.distribution.installCapBuild} && ./start.sh install`;
    return { name, state, text: facts.capObstacle, fix };
  }
  if (facts.socketObstacle !== undefined) {
    return { name, state: 'no', text: `built and loads, but ${facts.socketObstacle}`, ...socketFix(facts) };
  }
  return { name, state: 'ok', text: 'ready: the portable engine, through libpcap' };
}

function libpcap(facts: Facts): Check {
  const name = 'libpcap';
  if (facts.libpcapObstacle === undefined) {
    return { name, state: 'ok', text: 'found: capture filters (-f) work' };
  }
  const fix = facts.distribution.installLibpcap;
  return { name, state: 'note', text: 'not found: capture filters (-f) do not work', fix };
}

function privileges(facts: Facts): Check {
  const name = 'privileges';
  if (facts.userId === 0) {
    const next = facts.sudoUser === undefined ? 'nobody' : facts.sudoUser;
    return { name, state: 'ok', text: `root; becomes ${next} for good once a capture is open` };
  }
  if (facts.socketObstacle === undefined) {
    return { name, state: 'ok', text: 'not root, but may capture' };
  }
  return {
    name,
    state: 'note',
    text: 'not root: enough for files, not for capturing',
    fix: `sudo ${facts.capture}`,
  };
}

function terminal(facts: Facts): Check {
  const { interactive, columns = 0, rows = 0, colourDepth, utf8, type } = facts.terminal;
  const name = 'terminal';
  if (!interactive) return { name, state: 'note', text: 'the output is not a terminal' };
  const colours =
    colourDepth <= 1 ? 'no colour' : colourDepth >= 24 ? 'true colour' : `${2 ** colourDepth} colours`;
  const size = columns > 0 && rows > 0 ? `${columns}×${rows}` : 'size unknown';
  const text = `${size}, ${colours}, ${utf8 ? 'UTF-8' : 'not UTF-8'}, TERM=${type ?? 'unset'}`;
  if (type === undefined || type === 'dumb') {
    return { name, state: 'note', text, fix: 'export TERM=xterm-256color' };
  }
  if (!utf8) return { name, state: 'note', text, fix: 'export LC_ALL=C.UTF-8, or use --ascii' };
  if (columns < fullScreen.columns || rows < fullScreen.rows) {
    return {
      name,
      state: 'note',
      text,
      fix: `make the window at least ${fullScreen.columns}×${fullScreen.rows}`,
    };
  }
  return { name, state: 'ok', text };
}
