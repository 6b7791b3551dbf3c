/**
 * Every command, in the order help shows them. To add one: write `source/commands/<name>.ts` exporting a
 * `Command`, then add its line here.
 */
import type { CommandEntry } from './command.ts';

export const commands: readonly CommandEntry[] = [
  {
    name: 'watch',
    summary: 'show packets, flows and hosts as they come: the screen',
    load: async () => (await import('./watch.ts')).watch,
  },
  {
    name: 'read',
    summary: 'print, summarise, record or export packets, live or of a file',
    load: async () => (await import('./read.ts')).read,
  },
  {
    name: 'train',
    summary: 'learn from captures what is normal, for --baseline',
    load: async () => (await import('./train.ts')).train,
  },
  {
    name: 'evaluate',
    summary: 'say how well what is odd is told, on a capture with labels',
    load: async () => (await import('./evaluate.ts')).evaluate,
  },
  {
    name: 'interfaces',
    summary: 'list the network interfaces and whether they can be opened',
    load: async () => (await import('./interfaces.ts')).interfaces,
  },
  {
    name: 'geo',
    summary: 'say where addresses are, who says so, and how old that is',
    load: async () => (await import('./geo.ts')).geo,
  },
  {
    name: 'doctor',
    summary: 'check what this machine offers, and say how to fix what is missing',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'lab',
    summary: 'play and record labelled traffic on a network made on this machine',
    load: async () => (await import('./lab.ts')).lab,
  },
  {
    name: 'bench',
    summary: 'run a benchmark and print its report as JSON',
    load: async () => (await import('./bench.ts')).bench,
  },
  {
    name: 'help',
    summary: 'explain Oddwire or one of its commands',
    load: async () => (await import('./help.ts')).help,
  },
];

/** What runs when nothing is asked for: the screen where there is one, else what there is to watch. */
export const loadDefault: CommandEntry['load'] = async () =>
  process.stdout.isTTY === true ? (await import('./watch.ts')).watch : (await import('./welcome.ts')).welcome;

export function findCommand(name: string): CommandEntry | undefined {
  return commands.find(command => command.name === name);
}
