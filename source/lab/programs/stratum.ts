/**
 * A miner's talk with its pool (stratum, JSON-RPC in lines), without any mining: what it says and when, and what it
 * is answered. `stratum.ts pool PORT JOB_SECONDS [CERTIFICATE KEY]`, or
 * `stratum.ts miner ADDRESS PORT SHARE_SECONDS SEED [NAME]`; with a name over TLS.
 */
import { readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { connect as connectSecurely, createServer as createSecureServer } from 'node:tls';
import { Random } from '../../testing/random.ts';

const hashBytes = 32;
const coinbaseBytes = 54;
const nonceBytes = 4;
const poolSeed = 3333;
/** A share is found after a random time around the mean, this far at most. */
const spread = 0.8;

const [role, ...rest] = process.argv.slice(2);
if (role === 'pool') pool(rest);
else miner(rest);

function hex(random: Random, bytes: number): string {
  return Buffer.from(random.bytes(bytes)).toString('hex');
}

function say(socket: Socket, message: object): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/** Calls with each line as the object it is; others are passed over. */
function listen(socket: Socket, act: (message: Record<string, unknown>) => void): void {
  let pending = '';
  socket.setEncoding('utf8');
  socket.on('error', () => socket.destroy());
  socket.on('data', (text: string) => {
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      try {
        act(JSON.parse(line) as Record<string, unknown>);
      } catch {
        // Not a message.
      }
    }
  });
}

function pool([port = '', jobSeconds = '', certificate, key]: readonly string[]): void {
  const random = new Random(poolSeed);
  const welcome = (socket: Socket): void => {
    let job = 0;
    const notify = (clean: boolean): void => {
      job += 1;
      const branches = Array.from({ length: 8 }, () => hex(random, hashBytes));
      const time = Math.floor(Date.now() / 1000).toString(16);
      const coinbase = [hex(random, coinbaseBytes), hex(random, coinbaseBytes)];
      const params = [
        job.toString(16),
        hex(random, hashBytes),
        ...coinbase,
        branches,
        '20000000',
        '1d00ffff',
        time,
      ];
      say(socket, { id: null, method: 'mining.notify', params: [...params, clean] });
    };
    const timer = setInterval(notify, Number(jobSeconds) * 1000, false);
    socket.on('close', () => clearInterval(timer));
    listen(socket, ({ id, method }) => {
      const result =
        method === 'mining.subscribe' ? [[['mining.notify', 'a1']], hex(random, nonceBytes), 4] : true;
      say(socket, { id, result, error: null });
      if (method !== 'mining.authorize') return;
      say(socket, { id: null, method: 'mining.set_difficulty', params: [4096] });
      notify(true);
    });
  };
  const server =
    certificate === undefined || key === undefined
      ? createServer(welcome)
      : createSecureServer({ cert: readFileSync(certificate), key: readFileSync(key) }, welcome);
  server.listen(Number(port), '0.0.0.0');
}

function miner([address = '', port = '', shareSeconds = '', seed = '', name]: readonly string[]): void {
  const random = new Random(Number(seed));
  const worker = `${hex(random, 20)}.rig${random.below(100)}`;
  let id = 0;
  let job = '0';
  const call = (method: string, params: readonly unknown[]): void => {
    id += 1;
    say(socket, { id, method, params });
  };
  const begin = (): void => {
    call('mining.subscribe', ['cpuminer/2.5.1']);
    call('mining.authorize', [worker, 'x']);
    share();
  };
  const share = (): void => {
    const wait = Number(shareSeconds) * (1 + spread * (2 * random.fraction() - 1));
    setTimeout(() => {
      const time = Math.floor(Date.now() / 1000).toString(16);
      call('mining.submit', [worker, job, hex(random, nonceBytes), time, hex(random, nonceBytes)]);
      share();
    }, wait * 1000);
  };
  const where = { host: address, port: Number(port) };
  // Miners trust whom they are told to.
  const socket: Socket =
    name === undefined
      ? connect(where, begin)
      : connectSecurely({ ...where, servername: name, rejectUnauthorized: false }, begin);
  socket.on('close', () => process.exit(0));
  listen(socket, ({ method, params }) => {
    if (method === 'mining.notify' && Array.isArray(params)) job = String(params[0]);
  });
  process.on('SIGTERM', () => socket.end());
}
