/**
 * The list of benchmarks.
 *
 * Adding one: write `source/bench/<name>.ts` exporting a `Benchmark`, then add a line to `benchmarks`.
 */
import type { Benchmark } from './report.ts';

/** Loaded only when asked for, so that listing them is instant and one broken benchmark breaks no other. */
export const benchmarks: Readonly<Record<string, { summary: string; load: () => Promise<Benchmark> }>> = {
  accuracy: {
    summary: 'how well what is odd is told from what is not: labelled captures, our recordings, NSL-KDD',
    load: async () => (await import('./accuracy.ts')).benchmark,
  },
  analyse: {
    summary: 'a whole file with everything on, against tshark -T fields',
    load: async () => (await import('./analyse.ts')).benchmark,
  },
  capture: {
    summary: 'CPU per packet and loss of the ring, against cap and tcpdump',
    load: async () => (await import('./capture.ts')).benchmark,
  },
  decode: {
    summary: 'every packet of a file into columns, against tshark -T fields and tcpdump -n',
    load: async () => (await import('./decode.ts')).benchmark,
  },
  features: {
    summary: 'computes and learns what every packet and flow is like: local traffic and random sockets',
    load: async () => (await import('./features.ts')).benchmark,
  },
  filter: {
    summary: 'applies new filters to a ring of 200,000 packets: columns within 50 ms, Info in slices',
    load: async () => (await import('./filter.ts')).benchmark,
  },
  flows: {
    summary: 'nanoseconds a packet costs in flow and host tables; sorting 262,144 flows by each column',
    load: async () => (await import('./flows.ts')).benchmark,
  },
  forest: {
    summary: 'grows and scores isolation forests, against the package that grows them and scikit-learn',
    load: async () => (await import('./forest.ts')).benchmark,
  },
  fuzz: {
    summary: 'damages frames and decodes them, for --minutes (5): no exception, hang or stray read',
    load: async () => (await import('./fuzz.ts')).benchmark,
  },
  geo: {
    summary:
      'countries: addresses a second per tier, Redis commands, CPU with 50,000 addresses, time to a country',
    load: async () => (await import('./geo.ts')).benchmark,
  },
  retrain: {
    summary: 'how long the event loop is held up while models are trained anew under load',
    load: async () => (await import('./retrain.ts')).benchmark,
  },
  screen: {
    summary: 'what the screen costs, how fast it answers keys idle and in a flood, heap after a million rows',
    load: async () => (await import('./screen.ts')).benchmark,
  },
  soak: {
    summary: 'memory of both processes after 2,000,000 sockets, and over --minutes (2) of traffic',
    load: async () => (await import('./soak.ts')).benchmark,
  },
};
