/**
 * The engine process of `watch`. Started by `commands/watch.ts` while still root; opens what it is asked to,
 * gives up root, and answers views until its UI is gone.
 */
import { type EngineOptions, EngineProcess } from './process.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as EngineOptions;
const engine = new EngineProcess(options, (answer, taken) => {
  // A message to a UI that is gone is nobody's loss; `disconnect` ends us.
  if (process.connected) process.send?.(answer, () => taken?.());
});
process.on('message', message => engine.take(message));
process.on('disconnect', () => engine.end());
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTSTP'] as const) {
  // Ctrl-C goes to the whole group; the UI decides. Ctrl-Z stops the UI, never the capture.
  process.on(signal, () => undefined);
}
process.on('SIGTERM', () => engine.end());
process.on('uncaughtException', error => engine.fail(error));
process.on('unhandledRejection', error => engine.fail(error));
await engine.start();
