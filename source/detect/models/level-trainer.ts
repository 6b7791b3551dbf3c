import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { type LearnedModel, type TrainingOrder, trainModel } from './learned-model.ts';

/** What the training thread is given at its start. */
export type TrainingThreadData = { readonly port: MessagePort; readonly answers: Int32Array };
export type TrainingAnswer = { readonly number: number } & (
  | { readonly model: LearnedModel }
  | { readonly problem: string }
);

/** A training that was ordered. */
export type Training = {
  /** The model, once it is there; `mayWait`: this thread stands still until it is. */
  take(mayWait: boolean): LearnedModel | undefined;
  /** False once it was fetched or forgotten, or came to nothing. */
  readonly isWanted: boolean;
  /** Its result is not wanted any more. */
  forget(): void;
};

/** After so long without an answer the thread is taken for dead, and whoever waits does the work itself. */
const patienceMilliseconds = 30_000;
const waitMilliseconds = 100;

/**
 * Trains models in a thread of its own, in the order they were asked for. The thread begins with the first order
 * and keeps no program alive. Answers are fetched, never delivered: the moment a model takes over is the caller's to
 * choose, so that it can be the same moment each time.
 */
export class LevelTrainer {
  readonly #waiting = new Map<number, TrainingOrder>();
  readonly #finished = new Map<number, LearnedModel>();
  /** Grows by one with each answer; shared with the thread. */
  readonly #answers = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #number = 0;
  #worker: Worker | undefined;
  #port: MessagePort | undefined;
  #isBroken = false;

  order(order: TrainingOrder): Training {
    this.#number += 1;
    const number = this.#number;
    this.#waiting.set(number, order);
    if (!this.#isBroken) this.#send(number, order);
    const isWanted = (): boolean => this.#waiting.has(number) || this.#finished.has(number);
    return {
      take: mayWait => this.#take(number, mayWait),
      get isWanted() {
        return isWanted();
      },
      forget: () => {
        this.#waiting.delete(number);
        this.#finished.delete(number);
      },
    };
  }

  /** Trainings ordered and not yet fetched from the thread. */
  get pending(): number {
    this.#receive();
    return this.#waiting.size;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#port?.close();
    this.#port = undefined;
    this.#waiting.clear();
    this.#finished.clear();
    await worker?.terminate();
  }

  #take(number: number, mayWait: boolean): LearnedModel | undefined {
    const begun = performance.now();
    for (;;) {
      const answers = Atomics.load(this.#answers, 0);
      this.#receive();
      const model = this.#finished.get(number);
      if (model !== undefined) {
        this.#finished.delete(number);
        return model;
      }
      const order = this.#waiting.get(number);
      if (!mayWait || order === undefined) return undefined;
      if (this.#isBroken || performance.now() - begun > patienceMilliseconds) {
        this.#waiting.delete(number);
        return trainModel(order);
      }
      Atomics.wait(this.#answers, 0, answers, waitMilliseconds);
    }
  }

  #receive(): void {
    if (this.#port === undefined) return;
    for (;;) {
      const received: { message: TrainingAnswer } | undefined = receiveMessageOnPort(this.#port);
      if (received === undefined) return;
      const { message } = received;
      const wasWanted = this.#waiting.delete(message.number);
      // What could not be trained leaves the model as it was.
      if (wasWanted && 'model' in message) this.#finished.set(message.number, message.model);
    }
  }

  #send(number: number, order: TrainingOrder): void {
    this.#port ??= this.#start();
    this.#port.postMessage({ number, order });
  }

  #start(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const name = import.meta.url.endsWith('.ts') ? './training-thread.ts' : './training-thread.js';
    const worker = new Worker(new URL(name, import.meta.url), {
      name: 'training',
      execArgv: [],
      workerData: { port: port2, answers: this.#answers } satisfies TrainingThreadData,
      transferList: [port2],
    });
    const broke = (): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#port = undefined;
      this.#isBroken = true;
    };
    worker.on('error', broke);
    worker.on('exit', broke);
    worker.unref();
    this.#worker = worker;
    return port1;
  }
}
