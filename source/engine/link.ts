import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { GeoSettings } from '../geo/settings.ts';
import type { EngineOptions } from './process.ts';
import type { Answer, Request } from './protocol.ts';

/** What the engine finds in its argument. */
export type EngineArgument = Omit<EngineOptions, 'geo'> & {
  /** The first message will be a `GeoMessage`. */
  readonly awaitsGeo: boolean;
};

export type GeoMessage = { readonly kind: 'geo'; readonly settings: GeoSettings };

/** How long an engine asked to quit may take before it is ended. */
const quitMilliseconds = 1500;

/**
 * The engine keeps what lasts in typed arrays; what it throws away is small and soon gone. A small nursery and
 * a heap kept small save some fifty megabytes that V8 would otherwise keep for garbage; two million packets
 * cost the same time with and without.
 */
const engineMemory = ['--max-semi-space-size=1', '--optimize-for-size'];

/** The engine process as its starter holds it. */
export class EngineLink {
  #child: ChildProcess;
  readonly #environment: NodeJS.ProcessEnv;
  #options: EngineOptions;
  /** What was asked to be opened last, and is not known to be open. */
  #opening: Extract<Request, { kind: 'open' }> | undefined;
  readonly #answers = new Set<(answer: Answer) => void>();
  readonly #losses = new Set<(reason: string) => void>();
  /** What was said before anybody listened. */
  #early: Answer[] = [];
  #lost: string | undefined;
  #quitting = false;
  #problem = '';
  #ended = '';

  /**
   * Starts the engine. A capture that comes through our standard input is its to read; the UI takes its keys
   * from the terminal then.
   */
  constructor(options: EngineOptions, environment: NodeJS.ProcessEnv = process.env) {
    this.#options = options;
    this.#environment = environment;
    this.#child = this.#start();
  }

  /** Starts another process after the first was lost, with the input that was open last. */
  restart(): void {
    if (this.#lost === undefined) return;
    this.#lost = undefined;
    this.#ended = '';
    this.#child = this.#start();
  }

  #start(): ChildProcess {
    const { input } = this.#options;
    const readsInput = input?.kind === 'file' && input.path === '-';
    // Anything it printed would end up in the middle of the screen.
    const debugging = this.#environment['ODDWIRE_DEBUG'] === '1';
    const { geo, ...options } = this.#options;
    const child = fork(enginePath(), [JSON.stringify({ ...options, awaitsGeo: geo !== undefined })], {
      stdio: [readsInput ? 'inherit' : 'ignore', 'ignore', debugging ? 'inherit' : 'ignore', 'ipc'],
      serialization: 'json',
      execArgv: [...process.execArgv, ...engineMemory],
      env: this.#environment,
    });
    // Licence keys and passwords go where nobody else reads: arguments are seen by all users of the machine, and
    // an environment is kept for the life of the process, in reach of whatever it starts.
    if (geo !== undefined) child.send({ kind: 'geo', settings: geo } satisfies GeoMessage, () => undefined);
    child.on('message', message => this.#take(message as Answer));
    child.once('error', error => this.#lose(`it could not be started (${error.message})`));
    child.once('exit', (code, signal) => {
      const how = signal === null ? `it ended with code ${code ?? 'unknown'}` : `it was ended by ${signal}`;
      this.#lose(this.#ended || how);
    });
    return child;
  }

  /** Why there is nothing on the screen, as it was last said; '' while something is watched. */
  get problem(): string {
    return this.#problem;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(request: Request): void {
    if (request.kind === 'open') this.#opening = request;
    if (request.kind === 'quit') this.#quit();
    else if (this.#child.connected) this.#child.send(request, () => undefined);
  }

  listen(onAnswer: (answer: Answer) => void, onLost: (reason: string) => void): () => void {
    this.#answers.add(onAnswer);
    this.#losses.add(onLost);
    for (const answer of this.#early.splice(0)) onAnswer(answer);
    if (this.#lost !== undefined) onLost(this.#lost);
    return () => {
      this.#answers.delete(onAnswer);
      this.#losses.delete(onLost);
    };
  }

  /** Resolves when the process is gone, or has said goodbye and is about to go. */
  async close(): Promise<void> {
    this.#quit();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    if (!this.#child.connected) return;
    await new Promise<void>(resolve => {
      this.#child.once('exit', () => resolve());
      this.#child.once('disconnect', () => resolve());
    });
  }

  #quit(): void {
    if (this.#quitting) return;
    this.#quitting = true;
    if (this.#child.connected) this.#child.send({ kind: 'quit' }, () => undefined);
    setTimeout(() => this.#child.kill('SIGKILL'), quitMilliseconds).unref();
  }

  #take(answer: Answer): void {
    if (answer.kind === 'ended') this.#ended = answer.text;
    if (answer.kind === 'snapshot') {
      const { state, reason } = answer.snapshot.status;
      this.#problem = state === 'failed' ? reason : '';
    }
    if (answer.kind === 'opened' && answer.ok && answer.id === this.#opening?.id)
      this.#options = { ...this.#options, input: this.#opening.input };
    if (this.#answers.size === 0) this.#early.push(answer);
    for (const listener of this.#answers) listener(answer);
  }

  #lose(reason: string): void {
    if (this.#quitting || this.#lost !== undefined) return;
    this.#lost = reason;
    for (const listener of this.#losses) listener(reason);
  }
}

/** The engine's entrance, built or not. */
function enginePath(): string {
  const built = new URL('./main.js', import.meta.url);
  return fileURLToPath(existsSync(built) ? built : new URL('./main.ts', import.meta.url));
}
