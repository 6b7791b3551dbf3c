/**
 * Captures in a process of its own, for tests that need one: other privileges, its own CPU time, signals.
 *
 *     node source/testing/capture-program.ts --interface left [--engine cap] [--filter BPF] [--drop | --as-nobody]
 *
 * Prints one line of JSON per event; ends when its standard input does.
 */
import { parseArgs } from 'node:util';
import { type LiveOptions, openLive } from '../capture/live.ts';
import { dropPrivileges } from '../capture/privileges.ts';
import { pump } from '../capture/pump.ts';

const { values } = parseArgs({
  options: {
    interface: { type: 'string', multiple: true, default: ['lo'] },
    engine: { type: 'string', default: 'auto' },
    filter: { type: 'string' },
    drop: { type: 'boolean', default: false },
    'as-nobody': { type: 'boolean', default: false },
  },
});

export type CaptureEvent =
  | { readonly event: 'opened'; readonly uid: number }
  | { readonly event: 'failed'; readonly message: string }
  | { readonly event: 'notice'; readonly text: string }
  | { readonly event: 'counted'; readonly received: number }
  | { readonly event: 'ended'; readonly received: number; readonly stoppedBy: string };

function tell(event: CaptureEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

const countEveryMilliseconds = 50;

async function run(): Promise<void> {
  const options: LiveOptions = {
    interfaces: values.interface,
    engine: values.engine as 'ring' | 'cap' | 'auto',
    ...(values.filter === undefined ? {} : { filter: values.filter }),
  };
  if (values['as-nobody']) dropPrivileges({ environment: {} });
  const opened = await openLive(options);
  if (!opened.ok) {
    tell({ event: 'failed', message: opened.message });
    return;
  }
  const { source } = opened;
  if (values.drop) dropPrivileges();
  const stop = new AbortController();
  let stoppedBy = 'itself';
  const stopBecause = (why: string) => () => {
    stoppedBy = why;
    stop.abort();
  };
  process.once('SIGINT', stopBecause('SIGINT'));
  process.stdin.once('end', stopBecause('input')).resume();
  tell({ event: 'opened', uid: process.getuid?.() ?? -1 });
  let received = 0;
  let told = 0;
  const counting = setInterval(() => {
    if (told !== received) tell({ event: 'counted', received });
    told = received;
  }, countEveryMilliseconds);
  const sink = {
    packets: (batch: { count: number }) => {
      received += batch.count;
    },
    notice: ({ text }: { text: string }) => tell({ event: 'notice', text }),
  };
  await pump(source, sink, stop.signal);
  clearInterval(counting);
  source.close();
  process.stdin.destroy();
  tell({ event: 'ended', received: source.statistics().received, stoppedBy });
}

await run();
