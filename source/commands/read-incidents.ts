import type { PacketBatch } from '../capture/source.ts';
import { incidentJson } from '../detect/incidents/incident-object.ts';
import { incidentSentence } from '../detect/incidents/sentences.ts';
import type { Consumer, TextOutput } from './read-consumers.ts';
import { incidentsText } from './read-incidents-text.ts';
import type { Judge } from './read-judge.ts';
import { namesAlone } from './read-names.ts';

/** Raised when a field changes its meaning or goes away. */
const incidentsSchemaVersion = 1;
const schemaName = 'oddwire.incidents';
const hundredths = 100;
const microseconds = 1e6;

export type IncidentsOptions = {
  readonly json: boolean;
  /** Of the terminal, or what it is taken for. */
  readonly columns: number;
};

/** Tells at the end what was odd; packets may go to a file meanwhile. */
export class IncidentsConsumer implements Consumer {
  readonly #judge: Judge;
  readonly #output: TextOutput;
  readonly #options: IncidentsOptions;
  readonly #file: Consumer | undefined;

  constructor(judge: Judge, output: TextOutput, options: IncidentsOptions, file: Consumer | undefined) {
    this.#judge = judge;
    this.#output = output;
    this.#options = options;
    this.#file = file;
  }

  get satisfied(): boolean {
    return this.#file?.satisfied ?? false;
  }

  get written(): number {
    return this.#file?.written ?? Number.POSITIVE_INFINITY;
  }

  batch(batch: PacketBatch, firstNo: number, numbers?: Float64Array): void {
    this.#file?.batch(batch, firstNo, numbers);
  }

  async finish(): Promise<void> {
    const judge = this.#judge;
    judge.end();
    const { json, columns } = this.#options;
    this.#output.add(json ? incidentsDocument(judge) : incidentsText(judge, columns));
    await this.#output.finish();
    // What was found is told even where the disk is full.
    await this.#file?.finish();
  }
}

/** The same for the same packets, however they came: no names of files, no times but those of packets. */
function incidentsDocument(judge: Judge): string {
  const { analyser, facts, baseline, oddest, tracker } = judge;
  const { learning, budget } = analyser.facts;
  const names = namesAlone(tracker);
  const document = {
    schema: schemaName,
    version: incidentsSchemaVersion,
    input: {
      packets: facts.packets,
      bytes: facts.bytes,
      first: timeOrNull(facts.first),
      first_iso: isoTime(facts.first),
      last: timeOrNull(facts.last),
      last_iso: isoTime(facts.last),
    },
    learning: {
      /** 'bundled', 'given' or 'nothing', at the beginning; `in_force` is what it is at the end. */
      baseline,
      in_force: learning.source,
      progress: rounded(learning.progress, hundredths),
      packets: learning.packets,
      flows: learning.flows,
      trained_at: rounded(learning.trainedAt, microseconds),
      is_provisional: learning.isProvisional,
      shifted_at: learning.shiftedAt === 0 ? null : learning.shiftedAt,
    },
    budget_per_hour: budget,
    alarm_line: rounded(analyser.alarmLine, hundredths),
    oddest: oddest === undefined ? null : { no: oddest.no, oddness: rounded(oddest.oddness, hundredths) },
    total: analyser.totalIncidents,
    incidents: analyser.incidents.map(incident => ({
      ...incidentJson(incident, names),
      sentence: incidentSentence(incident, judge.names),
      // Closed because the input ended is not over.
      is_open: incident.isOpen || judge.unfinished.has(incident.id),
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function rounded(value: number, to: number): number {
  return Number.isFinite(value) ? Math.round(value * to) / to : 0;
}

function timeOrNull(seconds: number): number | null {
  return Number.isNaN(seconds) ? null : rounded(seconds, microseconds);
}

function isoTime(seconds: number): string | null {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
