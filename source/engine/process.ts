import { dropPrivileges } from '../capture/privileges.ts';
import { pump } from '../capture/pump.ts';
import { reserveSockets } from '../capture/reserved-sockets.ts';
import { safeString } from '../decode/text.ts';
import type { GeoSettings } from '../geo/settings.ts';
import { ChooserView } from './chooser.ts';
import type { CoreOptions } from './core.ts';
import { type DetectionOptions, EngineDetection } from './detection-service.ts';
import { adviseOnFilter } from './filter-advice.ts';
import { EngineGeo } from './geo-service.ts';
import { type OpenOptions, openInput } from './open.ts';
import {
  type Answer,
  type Input,
  type PlaySpeed,
  protocolVersion,
  type Request,
  type Snapshot,
  type View,
} from './protocol.ts';
import { Session } from './session.ts';

export type EngineOptions = Omit<CoreOptions, 'finder'> &
  OpenOptions & {
    /** How countries are looked up; without it none is. Holds secrets: never in an argument, see link.ts. */
    readonly geo?: GeoSettings;
    /** How what is odd is found. */
    readonly detection?: DetectionOptions;
    /** What to open at once; without it somebody will choose. */
    readonly input?: Input;
    readonly speed?: PlaySpeed;
    readonly keepRoot?: boolean;
    /** Snapshots a second while nothing is pressed. */
    readonly framesPerSecond?: number;
  };

/** While keys are pressed, answers come at most this often. */
const leastMillisecondsBetweenAnswers = 15;
const searchAgainMilliseconds = 40;
const mostUntakenSnapshots = 3;
const prepareMilliseconds = 300;
/** How often another interface can be chosen after root was given up. */
const socketsForLater = 16;

/** Requests in, answers out; owns the session and the rhythm of snapshots. */
export class EngineProcess {
  readonly #options: EngineOptions;
  readonly #send: (answer: Answer, taken?: () => void) => void;
  readonly #chooser = new ChooserView();
  readonly #geo: EngineGeo;
  #detection: EngineDetection | undefined;
  #session: Session;
  #view: View | undefined;
  #answered = 0;
  #lastBody = '';
  #timer: NodeJS.Timeout | undefined;
  #due: NodeJS.Timeout | undefined;
  #stop = new AbortController();
  #dropped = false;
  #isEnding = false;
  /** Snapshots nobody has taken yet. */
  #untaken = 0;

  /** `send` calls `taken` when the answer is no longer in our memory. */
  constructor(options: EngineOptions, send: (answer: Answer, taken?: () => void) => void) {
    this.#options = options;
    this.#send = send;
    this.#geo = new EngineGeo(options.geo, process.env);
    this.#session = new Session(options, undefined);
  }

  async start(): Promise<void> {
    this.#send({ kind: 'hello', version: protocolVersion });
    const milliseconds = 1000 / (this.#options.framesPerSecond ?? 4);
    this.#timer = setInterval(() => this.#answer(), milliseconds);
    if (this.#options.input === undefined) {
      // While somebody chooses, but not before there is something to choose from.
      setTimeout(() => void this.#geo.prepare(), prepareMilliseconds).unref();
      return;
    }
    const problem = await this.#open(this.#options.input);
    // There is no chooser to go back to: the screen itself says why it is empty.
    if (problem === '') return;
    this.#session.ended('failed', problem);
    this.#answerSoon();
  }

  take(message: unknown): void {
    const request = message as Request;
    switch (request.kind) {
      case 'view':
        this.#view = request.view;
        this.#answerSoon();
        return;
      case 'open': {
        const { id, input } = request;
        void this.#open(input).then(problem => this.#send({ kind: 'opened', id, ok: problem === '' }));
        return;
      }
      case 'play':
        this.#session.play(request.speed, request.running);
        return;
      case 'mark':
        this.#session.mark(request.number);
        return;
      case 'normal':
        this.#session.markNormal(request.incident, request.isNormal);
        this.#answerSoon();
        return;
      case 'filterText': {
        const { id, text, cursor } = request;
        this.#send({ kind: 'filterText', id, advice: adviseOnFilter(text, cursor) });
        return;
      }
      case 'export':
        this.#session.export(request.id, request.order, progress => this.#send({ kind: 'export', progress }));
        return;
      case 'cancelExport':
        this.#session.cancelExport(request.id);
        return;
      case 'quit':
        this.end();
        return;
      default:
    }
  }

  /** Ends the process in good order. */
  end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    clearInterval(this.#timer);
    this.#stop.abort();
    // Goodbye first: the kernel takes packet sockets apart for a quarter of a second, and nobody has to wait for it.
    if (process.connected) process.disconnect?.();
    setImmediate(async () => {
      this.#session.close();
      await Promise.all([this.#geo.close(), this.#detection?.close()]);
      leave();
    });
  }

  /** Something nobody foresaw: said in a sentence, then the end. */
  fail(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    if (process.env['ODDWIRE_DEBUG'] === '1' && error instanceof Error)
      process.stderr.write(`${error.stack ?? ''}\n`);
    this.#send({ kind: 'ended', text: `the engine failed: ${safeString(text)}` });
    setTimeout(leave, 50);
  }

  /** Resolves with '' when `input` is watched from now on; else with the reason, and what was watched goes on. */
  async #open(input: Input): Promise<string> {
    const opened = await openInput(input, this.#options, this.#dropped);
    if (!opened.ok) {
      this.#say('error', opened.message);
      return opened.message;
    }
    const detection = new EngineDetection(this.#options.detection ?? {}, input, text =>
      this.#say('warning', text),
    );
    // While files and folders that only root may read can be read.
    await Promise.all([this.#geo.prepare(), detection.prepare()]);
    if (!this.#dropped) {
      reserveSockets(socketsForLater);
      const drop = dropPrivileges({ keepRoot: this.#options.keepRoot ?? false });
      if (drop.state === 'failed') {
        opened.input.source.close();
        this.#say('error', drop.message);
        return drop.message;
      }
      this.#dropped = drop.state !== 'kept';
    }
    // Connections and files of our own are those of whoever we are from now on.
    await this.#geo.open();
    this.#stop.abort();
    this.#session.close();
    void this.#detection?.close();
    this.#detection = detection;
    for (const notice of opened.notices) this.#say(notice.severity, notice.text);
    this.#session = new Session(
      { ...this.#options, ...this.#geo.sessionOptions(), makeAnalysis: detection.makeAnalysis },
      { ...opened.input, speed: this.#options.speed ?? 1 },
    );
    await detection.begin(process.env);
    this.#stop = new AbortController();
    this.#run(this.#session, this.#stop.signal);
    this.#answerSoon();
    return '';
  }

  #run(session: Session, signal: AbortSignal): void {
    const { source } = session;
    if (source === undefined) return;
    void pump(source, session.core, signal).then(
      () => {
        if (!signal.aborted) session.ended('ended', session.isLive ? 'the capture ended' : '');
      },
      error => this.fail(error),
    );
  }

  #say(severity: 'info' | 'warning' | 'error', text: string): void {
    this.#send({ kind: 'notice', severity, text: safeString(text) });
  }

  /** At once when the last answer is a while ago, else a moment later with whatever is newest then. */
  #answerSoon(): void {
    if (this.#due !== undefined) return;
    const wait = leastMillisecondsBetweenAnswers - (performance.now() - this.#answered);
    if (wait <= 0) {
      this.#answer();
      return;
    }
    this.#due = setTimeout(() => {
      this.#due = undefined;
      this.#answer();
    }, wait);
  }

  #answer(): void {
    const view = this.#view;
    // A screen that is stopped (Ctrl-Z) reads nothing: what it missed must not pile up here.
    if (view === undefined || this.#untaken >= mostUntakenSnapshots) return;
    for (const { severity, text } of this.#session.takeNotices()) this.#say(severity, text);
    for (const text of this.#geo.takeTroubles()) this.#say('warning', text);
    const snapshot = this.#snapshot(view);
    this.#answered = performance.now();
    // Nothing new is nothing to send: the screen stays still, and so does a slow line.
    const body = JSON.stringify(snapshot);
    if (body !== this.#lastBody) {
      this.#lastBody = body;
      this.#untaken += 1;
      this.#send({ kind: 'snapshot', snapshot }, () => {
        this.#untaken -= 1;
      });
    }
    if (this.#session.isSearching && this.#due === undefined) {
      this.#due = setTimeout(() => {
        this.#due = undefined;
        this.#answer();
      }, searchAgainMilliseconds);
    }
  }

  #snapshot(view: View): Snapshot {
    const snapshot = this.#session.snapshot(
      view.screen === 'chooser' ? { ...view, screen: 'packets', rows: 1 } : view,
    );
    return view.screen === 'chooser' ? { ...snapshot, body: this.#chooser.body() } : snapshot;
  }
}

/**
 * Ends this process at once. On its way out through `process.exit`, Node waits for its compiler threads, which
 * may be waiting for it: seen once, and then the engine stayed for ever, as root and deaf to SIGTERM. Everything
 * was closed before, so nothing is lost.
 */
function leave(): void {
  process.kill(process.pid, 'SIGKILL');
}
