import { type Attack, type Intensity, intensities } from '../contracts.ts';
import { endInside } from '../machine.ts';
import { programPath, runProgram } from '../programs/run-program.ts';
import { waitFor } from '../schedule.ts';

type Load = { readonly bytes: number; readonly perSecond: number };
const loads: Readonly<Record<Intensity, Load>> = {
  quiet: { bytes: 96, perSecond: 0.4 },
  medium: { bytes: 500, perSecond: 5 },
  loud: { bytes: 1400, perSecond: 60 },
};
const kernelAnswers = 'net.ipv4.icmp_echo_ignore_all';
const startSeconds = 0.7;
const lastSeconds = 2;

/** Our own program: data in echo requests, other data in their answers. */
export const icmpTunnel: Attack = {
  kind: 'icmp-tunnel',
  summary: 'data carried in pings and their answers',
  needs: [],
  intensities,
  actor: 'desktop',
  targets: ['control'],
  async run({ lab, intensity, actor, random, seconds, signal }) {
    const control = lab.host('control');
    const { bytes, perSecond } = loads[intensity];
    await control.machine.run('sysctl', '-qw', `${kernelAnswers}=1`);
    const server = control.machine.spawn(process.execPath, [programPath('icmp-tunnel'), 'server']);
    server.stdout?.resume();
    server.stderr?.resume();
    await waitFor(startSeconds, signal);
    const time = Math.max(1, seconds - lastSeconds);
    const plan = [bytes, perSecond, time, random.below(1e9)].map(String);
    const words = ['client', control.address, ...plan];
    await runProgram(actor, 'icmp-tunnel', words, signal);
    endInside(server);
    await control.machine.attempt('sysctl', ['-qw', `${kernelAnswers}=0`]);
    return {
      tool: 'icmp-tunnel',
      arguments: words.join(' '),
      claims: [{ actors: [actor.address], targets: [control.address], protocol: 'icmp' }],
    };
  },
};
