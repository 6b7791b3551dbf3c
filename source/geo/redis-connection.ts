/**
 * One connection to Redis from its making to its end, through ioredis. It never comes back to life: `redis.ts` makes
 * another. So nothing ioredis does by itself (queues, resending, reconnecting) can surprise anybody, and none of
 * its timers keeps the program alive.
 */
import { connect as connectSocket, type NetConnectOpts, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { AbstractConnector, Cluster, Redis, type RedisOptions } from 'ioredis';
import { conditionOf, SilentTls, TooSlow } from './redis-states.ts';
import { StrayGuard } from './redis-strays.ts';
import type { RedisTarget } from './redis-url.ts';

/** Longest any command may take. */
export const commandMilliseconds = 250;
/** Longest the way there may take: name, TCP, TLS; for Sentinels and clusters asking them as well. */
const connectMilliseconds = 2000;
/** More than this of answers to one command is no answer of ours; it could fill the memory. */
const maxReplyBytes = 8 * 1024 * 1024;
/** Asked for at the start, to learn whether asking is allowed and quick. */
const probeKey = 'oddwire:geo:v1:probe';

export type RedisWord = string | number;

export type RedisConnection = {
  readonly isCluster: boolean;
  /** Commands sent so far. */
  readonly commands: number;
  /** One command. Rejects after `commandMilliseconds`, with `TooSlow`, and when Redis refuses. */
  send(...words: readonly RedisWord[]): Promise<unknown>;
  /** Many commands at once, under one limit of time; each answer or error in its place. */
  sendAll(commands: readonly (readonly RedisWord[])[]): Promise<readonly PromiseSettledResult<unknown>[]>;
  /** At once; what is under way is rejected. */
  end(): void;
};

/** Resolves with a connection that has proved itself, or rejects. `onEnd` is called once if it later ends by itself. */
export async function connectRedis(
  target: RedisTarget,
  authority: Buffer | undefined,
  signal: AbortSignal,
  onEnd: (error: Error) => void,
): Promise<RedisConnection> {
  let lastError: Error | undefined;
  let isReady = false;
  let isOver = false;
  let received = 0;
  let commands = 0;
  let isReached = false;
  let isSecure = false;
  const strays = new StrayGuard();
  const client = makeClient(target, authority, socket => {
    strays.watch(socket);
    socket.once('connect', () => {
      isReached = true;
    });
    socket.once('secureConnect', () => {
      isSecure = true;
    });
    socket.on('data', data => {
      received += data.length;
      if (received > maxReplyBytes) socket.destroy(new Error('reply of the wrong shape: too long'));
    });
  });

  const fail = (error: Error) => {
    if (isOver) return;
    isOver = true;
    client.disconnect();
    if (isReady) onEnd(lastError ?? error);
  };
  const remember = (error: unknown) => {
    if (error instanceof Error) lastError = error;
    // Once in use, whatever goes wrong on the wire ends it: answers might be taken for those of other commands.
    if (isReady) fail(lastError ?? new Error('Connection is closed.'));
  };
  const cancel = () => client.disconnect();
  signal.addEventListener('abort', cancel, { once: true });
  client.on('error', remember);
  client.on('node error', remember);
  client.on('end', () => fail(new Error('Connection is closed.')));
  if (client instanceof Redis) {
    client.on('sentinelError', remember);
    strays.guard(client);
  } else client.on('+node', (node: Redis) => strays.guard(node));

  const connection: RedisConnection = {
    isCluster: client instanceof Cluster,
    get commands() {
      return commands;
    },
    send: (...words) => {
      received = 0;
      commands += 1;
      const [name = '', ...rest] = words;
      return bounded(client.call(String(name), ...rest), commandMilliseconds);
    },
    sendAll: list => {
      received = 0;
      commands += list.length;
      const sent = list.map(([name = '', ...rest]) => client.call(String(name), ...rest));
      return bounded(Promise.allSettled(sent), commandMilliseconds);
    },
    end: () => {
      isReady = false;
      isOver = true;
      client.disconnect();
    },
  };
  try {
    await bounded(client.connect(), connectMilliseconds + commandMilliseconds, false);
    await introduce(connection, target);
    if (isOver) throw new Error('Connection is closed.');
    isReady = true;
    return connection;
  } catch (error) {
    isOver = true;
    client.disconnect();
    // ioredis says "closed" and tells why in an event.
    const isVague = error instanceof Error && /closed|None of startup nodes/.test(error.message);
    const cause = isVague && lastError !== undefined ? lastError : error;
    const isSilent = target.isTls && isReached && !isSecure && /unreachable|slow/.test(conditionOf(cause));
    throw isSilent ? new SilentTls() : cause;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** Says who we are and asks for something: all sent at once, the first refusal counts. */
async function introduce(connection: RedisConnection, target: RedisTarget): Promise<void> {
  const commands: RedisWord[][] = [];
  // ioredis would do both of these itself, and would write to standard error when no password was needed.
  const auth = target.password === '' || connection.isCluster ? undefined : authWords(target);
  if (auth !== undefined) commands.push(auth);
  if (target.database !== 0) commands.push(['SELECT', target.database]);
  commands.push(connection.isCluster ? ['GET', probeKey] : ['MGET', probeKey]);
  const answers = await connection.sendAll(commands);
  for (const [index, answer] of answers.entries()) {
    if (answer.status === 'fulfilled') continue;
    const text = answer.reason instanceof Error ? answer.reason.message : '';
    const isNeedless = /no password is set|without any password configured/.test(text);
    if (index === 0 && auth !== undefined && isNeedless) continue;
    throw answer.reason;
  }
  const probe = answers.at(-1);
  const value = probe?.status === 'fulfilled' ? probe.value : undefined;
  const isPlausible = connection.isCluster
    ? value === null || typeof value === 'string'
    : Array.isArray(value) && value.length === 1;
  if (!isPlausible) throw new Error('reply of the wrong shape');
}

function authWords(target: RedisTarget): RedisWord[] {
  return target.username === '' ? ['AUTH', target.password] : ['AUTH', target.username, target.password];
}

/** The timer holds the program alive while somebody waits, which sockets and other timers here never do. */
function bounded<Value>(promise: Promise<Value>, milliseconds: number, isAwaited = true): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // Were we the slow ones, the answer lies in the socket: let it be read first.
      setImmediate(() => reject(new TooSlow()));
    }, milliseconds);
    if (!isAwaited) timer.unref();
    promise.then(
      value => {
        clearTimeout(timer);
        resolve(value);
      },
      error => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

function makeClient(
  target: RedisTarget,
  authority: Buffer | undefined,
  onSocket: (socket: Socket) => void,
): Redis | Cluster {
  const tls: ConnectionOptions | undefined = target.isTls
    ? authority === undefined
      ? {}
      : { ca: authority }
    : undefined;
  const shared = {
    lazyConnect: true,
    connectTimeout: connectMilliseconds,
    disconnectTimeout: 100,
    // RESP2: the values are the same, and there is no greeting that needs the password first.
    protocol: 2,
    disableClientInfo: true,
    enableReadyCheck: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    ...(tls === undefined ? {} : { tls }),
  } as const satisfies RedisOptions;
  const once = { ...shared, enableOfflineQueue: false, retryStrategy: null } as const;
  const login = {
    ...(target.username === '' ? {} : { username: target.username }),
    ...(target.password === '' ? {} : { password: target.password }),
  };
  if (target.kind === 'cluster') {
    return new Cluster([...target.places], {
      lazyConnect: true,
      enableOfflineQueue: false,
      enableReadyCheck: false,
      enableAutoPipelining: true,
      clusterRetryStrategy: null,
      slotsRefreshTimeout: connectMilliseconds,
      maxRedirections: 3,
      redisOptions: { ...shared, ...login, Connector: connectorFor(undefined, tls, onSocket) },
    });
  }
  if (target.kind === 'sentinel') {
    const client = new Redis({
      ...once,
      sentinels: [...target.places],
      name: target.master,
      sentinelRetryStrategy: () => null,
      sentinelCommandTimeout: connectMilliseconds,
      enableTLSForSentinelMode: target.isTls,
      ...(target.sentinelPassword === '' ? {} : { sentinelPassword: target.sentinelPassword }),
      ...(tls === undefined ? {} : { sentinelTLS: tls }),
    });
    client.on('connect', () => {
      client.stream.unref();
      onSocket(client.stream);
    });
    return client;
  }
  return new Redis({ ...once, Connector: connectorFor(target, tls, onSocket) });
}

/** Opens sockets that never keep the program alive, and closes them without waiting for the other side. */
function connectorFor(
  target: RedisTarget | undefined,
  tls: ConnectionOptions | undefined,
  onSocket: (socket: Socket) => void,
) {
  return class extends AbstractConnector {
    private readonly place: NetConnectOpts;

    constructor(options: unknown) {
      super(0);
      this.place = target === undefined ? placeOf(options) : targetPlace(target);
    }

    override async connect(): Promise<Socket> {
      this.connecting = true;
      const socket = tls === undefined ? connectSocket(this.place) : connectTls({ ...this.place, ...tls });
      socket.unref();
      socket.on('error', error => {
        this.firstError ??= error;
      });
      onSocket(socket);
      this.stream = socket;
      return socket;
    }

    override disconnect(): void {
      this.connecting = false;
      this.stream?.destroy();
    }
  };
}

function targetPlace(target: RedisTarget): NetConnectOpts {
  const [first] = target.places;
  return target.kind === 'socket' || first === undefined
    ? { path: target.path }
    : { host: first.host, port: first.port };
}

/** Where ioredis wants to go: a node of the cluster, as other nodes named it. */
function placeOf(options: unknown): NetConnectOpts {
  const { host, port } = options as { host?: unknown; port?: unknown };
  return { host: String(host ?? '127.0.0.1'), port: Number(port ?? 0) };
}
