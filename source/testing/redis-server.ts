/**
 * A real `redis-server` for a test: on a free loopback port or a unix socket, in a folder of its own, gone when the
 * test is over.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from './temporary.ts';

export type RedisServerOptions = {
  readonly password?: string;
  /** Users besides the default one, as in an ACL file: `reader on >secret ~oddwire:* +get +mget`. */
  readonly users?: readonly string[];
  /** With nothing thrown out when it is reached: writes are then refused (OOM). */
  readonly maxMemory?: string;
  /** Listens for TLS only, with a certificate of its own making (see `certificate`). */
  readonly tls?: boolean;
  /** Listens on a unix socket only. */
  readonly socket?: boolean;
  /** Port of the server this one copies; it then refuses writes (READONLY). */
  readonly replicaOf?: number;
  /** A cluster of this one node, which has all slots. */
  readonly cluster?: boolean;
  /** Is a Sentinel instead, which watches the server on that port under the name "mymaster". */
  readonly sentinelOf?: number;
  /** Keeps its data through a restart. */
  readonly lasting?: boolean;
  /** Further words of the command line. */
  readonly words?: readonly string[];
};

export type RedisServer = {
  /** With the password, where there is one; for TLS with the certificate to trust. */
  readonly url: string;
  /** 0 on a unix socket. */
  readonly port: number;
  readonly socketPath: string;
  /** File of the certificate its TLS shows, which is its own authority; '' without TLS. */
  readonly certificate: string;
  readonly isRunning: boolean;
  /** Ends it; SIGKILL leaves it no time to say goodbye. */
  stop(signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Starts it again, where it listened before. */
  restart(): Promise<void>;
  /** Stops it for a while without closing anything (SIGSTOP), and lets it go on (SIGCONT). */
  freeze(): void;
  thaw(): void;
  /** One command, as an administrator; what was answered as text. Errors are answers too. */
  command(...words: readonly string[]): Promise<string>;
  /** How often each command was called so far; what scripts call inside counts too. */
  commandCounts(): Promise<ReadonlyMap<string, number>>;
  [Symbol.asyncDispose](): Promise<void>;
};

const startMilliseconds = 10_000;
const run = promisify(execFile);

/** Why there can be no server here, in one line; undefined when there can. */
export function redisServerMissing(): string | undefined {
  for (const program of ['redis-server', 'redis-cli', 'openssl']) {
    try {
      execFileSync(program, [program === 'openssl' ? 'version' : '--version'], { stdio: 'ignore' });
    } catch {
      return `needs ${program}, which is not installed`;
    }
  }
  return undefined;
}

/** A port of the loopback nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no free port'));
      });
    });
  });
}

export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const folder = temporaryFolder();
  const port = options.socket === true ? 0 : await freePort();
  const socketPath = options.socket === true ? join(folder.path, 'redis.sock') : '';
  const certificate = options.tls === true ? makeCertificate(folder.path) : '';
  const words = commandLine(options, folder.path, port, socketPath, certificate);
  const cli = [
    ...(socketPath === '' ? ['-h', '127.0.0.1', '-p', String(port)] : ['-s', socketPath]),
    ...(certificate === '' ? [] : ['--tls', '--cacert', certificate]),
  ];
  const environment = { ...process.env };
  delete environment['REDISCLI_AUTH'];
  if (options.password !== undefined) environment['REDISCLI_AUTH'] = options.password;
  let child: ChildProcess | undefined;
  const killNow = () => child?.kill('SIGKILL');
  process.on('exit', killNow);

  async function command(...commandWords: readonly string[]): Promise<string> {
    const { stdout } = await run('redis-cli', [...cli, ...commandWords], { env: environment });
    return stdout.trimEnd();
  }

  async function start(): Promise<void> {
    const started = spawn('redis-server', words, { stdio: 'ignore', cwd: folder.path });
    child = started;
    const end = Date.now() + startMilliseconds;
    for (;;) {
      if (started.exitCode !== null) throw new Error(`redis-server ended with code ${started.exitCode}`);
      const answer = await command('PING').catch(() => '');
      if (answer.includes('PONG')) break;
      if (Date.now() > end) throw new Error(`redis-server does not answer: ${answer}`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    if (options.cluster !== true) return;
    await command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    while (!(await command('CLUSTER', 'INFO')).includes('cluster_state:ok')) {
      if (Date.now() > end) throw new Error('the cluster does not get ready');
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  async function stop(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const stopped = child;
    child = undefined;
    if (stopped === undefined || stopped.exitCode !== null || stopped.signalCode !== null) return;
    const ended = new Promise(resolve => stopped.once('exit', resolve));
    stopped.kill(signal);
    await ended;
  }

  await start();
  return {
    url: urlOf(options, port, socketPath, certificate),
    port,
    socketPath,
    certificate,
    get isRunning() {
      return child !== undefined && child.exitCode === null;
    },
    stop,
    restart: async () => {
      await stop();
      await start();
    },
    freeze: () => child?.kill('SIGSTOP'),
    thaw: () => child?.kill('SIGCONT'),
    command,
    commandCounts: async () => {
      const lines = (await command('INFO', 'commandstats')).matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm);
      return new Map([...lines].map(([, name = '', calls]) => [name, Number(calls)]));
    },
    [Symbol.asyncDispose]: async () => {
      child?.kill('SIGCONT');
      await stop();
      process.off('exit', killNow);
      folder[Symbol.dispose]();
    },
  };
}

function commandLine(
  options: RedisServerOptions,
  folder: string,
  port: number,
  socketPath: string,
  certificate: string,
): string[] {
  const words = ['--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  words.push('--port', certificate === '' ? String(port) : '0');
  words.push('--appendonly', options.lasting === true ? 'yes' : 'no', '--appendfsync', 'always');
  if (options.sentinelOf !== undefined) {
    // It keeps what it learns in its configuration, so it needs one.
    const lines = [
      `port ${port}`,
      'bind 127.0.0.1',
      `sentinel monitor mymaster 127.0.0.1 ${options.sentinelOf} 1`,
    ];
    writeFileSync(join(folder, 'sentinel.conf'), `${lines.join('\n')}\n`);
    return [join(folder, 'sentinel.conf'), '--sentinel'];
  }
  if (certificate !== '') {
    words.push('--tls-port', String(port), '--tls-cert-file', certificate);
    words.push('--tls-key-file', join(folder, 'key.pem'), '--tls-ca-cert-file', certificate);
    words.push('--tls-auth-clients', 'no');
  }
  if (socketPath !== '') words.push('--unixsocket', socketPath, '--unixsocketperm', '700');
  if (options.password !== undefined) words.push('--requirepass', options.password);
  if (options.maxMemory !== undefined) {
    words.push('--maxmemory', options.maxMemory, '--maxmemory-policy', 'noeviction');
  }
  if (options.replicaOf !== undefined) words.push('--replicaof', `127.0.0.1 ${options.replicaOf}`);
  if (options.cluster === true) words.push('--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1');
  for (const user of options.users ?? []) words.push('--user', ...user.split(' '));
  words.push(...(options.words ?? []));
  return words;
}

function urlOf(options: RedisServerOptions, port: number, socketPath: string, certificate: string): string {
  const password = options.password === undefined ? '' : `:${encodeURIComponent(options.password)}@`;
  if (socketPath !== '') return `unix://${password}${socketPath}`;
  if (certificate !== '') {
    return `rediss://${password}127.0.0.1:${port}?ca=${encodeURIComponent(certificate)}`;
  }
  if (options.sentinelOf !== undefined) return `redis+sentinel://${password}127.0.0.1:${port}/mymaster`;
  return `${options.cluster === true ? 'redis+cluster' : 'redis'}://${password}127.0.0.1:${port}`;
}

function makeCertificate(folder: string): string {
  const certificate = join(folder, 'certificate.pem');
  const words =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost';
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  const files = ['-keyout', join(folder, 'key.pem'), '-out', certificate];
  execFileSync('openssl', [...words.split(' '), ...names, ...files], { stdio: 'ignore' });
  return certificate;
}
