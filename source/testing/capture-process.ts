/** Starts `capture-program.ts` inside a namespace and follows what it tells. */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { CaptureEvent } from './capture-program.ts';
import { waitFor } from './live-capture.ts';
import type { NetworkEnd } from './network.ts';
import { siblingProgram } from './sibling.ts';

export class CaptureProcess {
  readonly events: CaptureEvent[] = [];
  readonly child: ChildProcess;
  exitCode: number | null | undefined;

  constructor(end: NetworkEnd, ...words: string[]) {
    const program = siblingProgram('./capture-program.ts', import.meta.url);
    // `ip netns exec` replaces itself: the child's number is the program's.
    this.child = end.spawn(process.execPath, program, ...words);
    const { stdout } = this.child;
    if (stdout !== null)
      createInterface(stdout).on('line', line => this.events.push(JSON.parse(line) as CaptureEvent));
    this.child.stderr?.pipe(process.stderr);
    this.child.once('exit', code => {
      this.exitCode = code;
    });
  }

  find<Name extends CaptureEvent['event']>(name: Name): Extract<CaptureEvent, { event: Name }> | undefined {
    return this.events.findLast(
      (event): event is Extract<CaptureEvent, { event: Name }> => event.event === name,
    );
  }

  async until(condition: () => boolean, patienceMilliseconds?: number): Promise<void> {
    await waitFor(() => condition() || this.exitCode !== undefined, patienceMilliseconds);
  }

  sawNotice(pattern: RegExp): boolean {
    return this.events.some(event => event.event === 'notice' && pattern.test(event.text));
  }

  /** Ends it the orderly way and waits. */
  async finish(): Promise<void> {
    this.child.stdin?.end();
    await this.until(() => this.exitCode !== undefined);
    this.child.kill('SIGKILL');
  }
}
