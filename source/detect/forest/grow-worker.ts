/** The training thread of grow.ts. */
import { isMainThread, parentPort } from 'node:worker_threads';
import { forestBuffers } from './compiled-forest.ts';
import type { GrowAnswer, GrowRequest } from './grow.ts';
import { growForest } from './grow-forest.ts';

if (isMainThread || parentPort === null) throw new Error('This file is the training thread; start grow.ts.');
const port = parentPort;

port.on('message', (request: GrowRequest) => {
  try {
    const grown = growForest(request);
    port.postMessage({ grown } satisfies GrowAnswer, forestBuffers(grown.forest));
  } catch (error) {
    port.postMessage({
      problem: error instanceof Error ? error.message : String(error),
    } satisfies GrowAnswer);
  }
});
