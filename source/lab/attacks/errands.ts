/** Small things that attacks and oddities do with real programs, told apart from daily life by their ports. */
import type { AttackOrder, Claim } from '../contracts.ts';
import type { LabHost } from '../lab.ts';
import { routerAddress } from '../layout.ts';
import { waitFor } from '../schedule.ts';

const dnsPort = 53;
const answerSeconds = 8;
/** Between the last time something is done and the end of an incident. */
const lastSeconds = 1;
/** Share of its time by which a part may be early or late. */
const spread = 0.2;

/** Below the ports that systems give away themselves. */
export const localPorts = { names: 28_053, transfers: 20_000 } as const;
/** A connection that was closed keeps its port for a minute. */
const portsPerErrand = 60;

/** Does something at a steady pace, or off it by up to `jitter` (0 … 1) of a period, for the time of an order. */
export async function keepDoing(
  { seconds, signal, random }: Pick<AttackOrder, 'seconds' | 'signal' | 'random'>,
  pace: { readonly periodSeconds: number; readonly jitter?: number },
  act: (index: number) => Promise<unknown>,
): Promise<number> {
  const begun = performance.now() / 1000;
  const { periodSeconds, jitter = 0 } = pace;
  let count = 0;
  for (let due = 0; due <= Math.max(0, seconds - lastSeconds); count += 1) {
    if (!(await waitFor(Math.max(0, begun + due - performance.now() / 1000), signal))) break;
    await act(count);
    due += periodSeconds * (1 + jitter * (2 * random.fraction() - 1));
  }
  return count;
}

/** Spread over the time of an order; the last may take as long as the others. */
export async function inParts(
  order: AttackOrder,
  parts: number,
  send: (index: number) => Promise<unknown>,
): Promise<void> {
  await keepDoing(order, { periodSeconds: order.seconds / parts, jitter: spread }, async index => {
    if (index < parts) await send(index);
  });
}

/** A question to the router from a port of its own; what is answered does not matter. */
export async function ask(host: LabHost, name: string, type: string, signal: AbortSignal): Promise<void> {
  const from = `${host.address}#${localPorts.names}`;
  const words = ['-b', from, `@${routerAddress}`, '+tries=1', '+time=2', '+short', name, type];
  await host.machine.attempt('dig', words, { signal, seconds: answerSeconds });
}

/** The questions of `ask`, and their answers. */
export function questionsOf(host: LabHost): Claim {
  return {
    actors: [host.address],
    targets: [routerAddress],
    protocol: 'udp',
    actorPorts: [localPorts.names],
    targetPorts: [dnsPort],
  };
}

/** For clients whose servers others use too: the ports a connection of theirs comes from. */
export function portsFor(offset = 0): number[] {
  return Array.from(
    { length: portsPerErrand },
    (_, index) => localPorts.transfers + offset * portsPerErrand + index,
  );
}

export function curlPorts(ports: readonly number[]): string[] {
  return ['--local-port', `${ports[0] ?? 0}-${ports.at(-1) ?? 0}`];
}

/** curl, with its output thrown away. */
export async function curl(
  host: LabHost,
  words: readonly string[],
  { signal, seconds }: { readonly signal: AbortSignal; readonly seconds: number },
): Promise<boolean> {
  const always = ['-sS', '-o', '/dev/null', '-m', String(Math.max(1, Math.ceil(seconds)))];
  return (await host.machine.attempt('curl', [...always, ...words], { signal })).ok;
}
