/** The thread in which levels are trained; level-trainer.ts starts it. */
import { isMainThread, type MessagePort, workerData } from 'node:worker_threads';
import { modelBuffers, type TrainingOrder, trainModel } from './learned-model.ts';
import type { TrainingAnswer, TrainingThreadData } from './level-trainer.ts';

if (isMainThread) throw new Error('This file is the training thread; start level-trainer.ts.');
const { port, answers } = workerData as TrainingThreadData;

listen(port);

function listen(orders: MessagePort): void {
  orders.on('message', ({ number, order }: { readonly number: number; readonly order: TrainingOrder }) => {
    answer(orders, number, order);
    // Whoever waits for this is not listening to messages.
    Atomics.add(answers, 0, 1);
    Atomics.notify(answers, 0);
  });
}

function answer(orders: MessagePort, number: number, order: TrainingOrder): void {
  try {
    const model = trainModel(order);
    orders.postMessage({ number, model } satisfies TrainingAnswer, modelBuffers(model));
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    orders.postMessage({ number, problem } satisfies TrainingAnswer);
  }
}
