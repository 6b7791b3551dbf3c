/** A TCP proxy on the loopback that can be made slow, silent or mad while connections go through it. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type SlowProxy = {
  readonly port: number;
  /** Milliseconds each piece of data is held back, each way. Changeable at any time. */
  latency: number;
  /** Swallows all data of both sides; connections stay open and new ones are accepted. */
  isBlackhole: boolean;
  /** Bytes sent to clients instead of each answer; undefined: the true answers. */
  garbage: Buffer | undefined;
  /** Refuses: whoever connects is cut off at once. */
  isClosed: boolean;
  /** Connections taken in so far, and those open now. */
  readonly accepted: number;
  readonly open: number;
  /** Cuts all connections (RST). */
  cut(): void;
  [Symbol.asyncDispose](): Promise<void>;
};

/** In front of the given port of 127.0.0.1. */
export async function startSlowProxy(targetPort: number): Promise<SlowProxy> {
  const sockets = new Set<Socket>();
  const clients = new Set<Socket>();
  let accepted = 0;

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  }

  function pass(from: Socket, to: Socket, isAnswer: boolean): void {
    from.on('data', data => {
      if (proxy.isBlackhole) return;
      const sent = isAnswer && proxy.garbage !== undefined ? proxy.garbage : data;
      if (proxy.latency === 0) {
        if (to.writable) to.write(sent);
        return;
      }
      // Timers of equal length fire in the order they were set, so bytes stay in order while the latency does.
      setTimeout(() => to.writable && !proxy.isBlackhole && to.write(sent), proxy.latency).unref();
    });
    from.on('end', () => to.end());
    from.on('close', () => to.destroy());
  }

  const server = createServer({ allowHalfOpen: true }, client => {
    accepted += 1;
    keep(client);
    if (proxy.isClosed) {
      client.resetAndDestroy();
      return;
    }
    clients.add(client);
    client.on('close', () => clients.delete(client));
    const target = connect(targetPort, '127.0.0.1');
    keep(target);
    pass(client, target, false);
    pass(target, client, true);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });

  const proxy: SlowProxy = {
    port: (server.address() as AddressInfo).port,
    latency: 0,
    isBlackhole: false,
    garbage: undefined,
    isClosed: false,
    get accepted() {
      return accepted;
    },
    get open() {
      return clients.size;
    },
    cut: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
  return proxy;
}
