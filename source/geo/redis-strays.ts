/**
 * Answers nobody asked for. ioredis throws at some of them (a null) where no one can catch it, which would end the
 * program: here they get a command of their own to answer, and whoever sent them is left.
 */
import type { Socket } from 'node:net';
import { Command, type Redis } from 'ioredis';

/** More than fit into what is read at a time; beyond, ioredis finds its queue as empty as it is. */
const mostStrays = 65_536;

export class StrayGuard {
  #isReading = false;
  #strays = 0;

  /** Knows from now on when answers of this socket are being read; closes it when they are strays. */
  watch(socket: Socket): void {
    const emit = socket.emit.bind(socket) as (name: string | symbol, ...values: unknown[]) => boolean;
    const watched = (name: string | symbol, ...values: unknown[]): boolean => {
      if (name !== 'data') return emit(name, ...values);
      const before = this.#strays;
      this.#isReading = true;
      try {
        return emit(name, ...values);
      } finally {
        this.#isReading = false;
        if (this.#strays !== before) socket.destroy(new Error('reply of the wrong shape'));
      }
    };
    Object.defineProperty(socket, 'emit', { value: watched, configurable: true, writable: true });
  }

  /** The commands of this client that wait for their answers. */
  guard(client: Redis): void {
    client.on('connect', () => {
      const queue: unknown = Reflect.get(client, 'commandQueue');
      if (typeof queue !== 'object' || queue === null) return;
      const shift: unknown = Reflect.get(queue, 'shift');
      if (typeof shift !== 'function') return;
      Reflect.set(queue, 'shift', (): unknown => {
        const next: unknown = shift.call(queue);
        if (next !== undefined || !this.#isReading || this.#strays >= mostStrays) return next;
        this.#strays += 1;
        const command = new Command('stray', []);
        command.promise.catch(() => undefined);
        return { command };
      });
    });
  }
}
