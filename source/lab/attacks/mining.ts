import type { Attack, Intensity } from '../contracts.ts';
import { programPath } from '../programs/run-program.ts';
import { certificateFor } from '../services/authority.ts';
import { isOpen, startDaemon } from '../services/daemon.ts';

/** Seconds between the shares a miner finds, and between the jobs it is given. */
const plans: Readonly<Record<Intensity, { readonly shareSeconds: number; readonly jobSeconds: number }>> = {
  quiet: { shareSeconds: 12, jobSeconds: 20 },
  medium: { shareSeconds: 4, jobSeconds: 8 },
  loud: { shareSeconds: 0.6, jobSeconds: 3 },
};
const poolName = 'pool.example.test';
const program = programPath('stratum');

/** A miner and its pool: JSON lines over a connection that stays. */
function mining(kind: string, port: number, isSecure: boolean, actorName: string): Attack {
  return {
    kind,
    summary: `a host mines coins for somebody${isSecure ? ', over TLS' : ''}`,
    needs: isSecure ? ['openssl'] : [],
    intensities: ['quiet', 'medium', 'loud'],
    actor: actorName,
    targets: ['control'],
    async run({ lab, actor, targets, intensity, random, seconds, signal }) {
      const pool = targets[0] ?? lab.host('control');
      const { shareSeconds, jobSeconds } = plans[intensity];
      if (!isOpen(pool, { tcp: port })) {
        const pair = isSecure ? await certificateFor(lab, [poolName]) : undefined;
        const files = pair === undefined ? [] : [pair.certificate, pair.key];
        const words = [program, 'pool', String(port), String(jobSeconds), ...files];
        await startDaemon(pool, process.execPath, words, { tcp: port });
      }
      const words = ['miner', pool.address, String(port), String(shareSeconds), String(random.unsigned())];
      if (isSecure) words.push(poolName);
      await actor.machine.attempt(process.execPath, [program, ...words], { seconds, signal });
      return {
        tool: 'stratum',
        arguments: words.join(' '),
        claims: [{ actors: [actor.address], targets: [pool.address], protocol: 'tcp', targetPorts: [port] }],
      };
    },
  };
}

const [plainPort, securePort] = [3333, 14_444] as const;

export const miningPlain = mining('mining', plainPort, false, 'server');
export const miningSecure = mining('mining-tls', securePort, true, 'desktop');
