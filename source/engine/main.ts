/**
 * The engine process of `watch`. Started by `commands/watch.ts` while still root; opens what it is asked to,
 * gives up root, and answers views until its UI is gone.
 */
import type { EngineArgument, GeoMessage } from './link.ts';
import { EngineProcess } from './process.ts';

const { awaitsGeo, ...options } = JSON.parse(process.argv[2] ?? '{}') as EngineArgument;
let engine: EngineProcess | undefined;

async function start(geo: GeoMessage | undefined): Promise<void> {
  engine = new EngineProcess(
    geo === undefined ? options : { ...options, geo: geo.settings },
    (answer, taken) => {
      // A message to a UI that is gone is nobody's loss; `disconnect` ends us.
      if (process.connected) process.send?.(answer, () => taken?.());
    },
  );
  await engine.start();
}

function end(): void {
  if (engine === undefined) process.exit(0);
  engine.end();
}

process.on('message', message => {
  if (engine === undefined) void start(message as GeoMessage);
  else engine.take(message);
});
process.on('disconnect', end);
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTSTP'] as const) {
  // Ctrl-C goes to the whole group; the UI decides. Ctrl-Z stops the UI, never the capture.
  process.on(signal, () => undefined);
}
process.on('SIGTERM', end);
for (const failure of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(failure, error => {
    if (engine === undefined) process.exit(1);
    engine.fail(error);
  });
}
if (!awaitsGeo) await start(undefined);
