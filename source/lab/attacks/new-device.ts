import type { Attack } from '../contracts.ts';
import type { LabHost } from '../lab.ts';
import { siteNames } from '../layout.ts';
import { programPath } from '../programs/run-program.ts';
import { humanPause } from '../schedule.ts';
import { authorityFile } from '../services/authority.ts';
import { place } from '../services/daemon.ts';
import { pages } from '../services/web-content.ts';
import { curl, keepDoing } from './errands.ts';
import { plugIn, settle, unplug } from './visitor.ts';

const leaseSeconds = 12;
const greetSeconds = 8;
const pageSeconds = 15;
const meanPauseSeconds = 3;

/** Somebody visits and brings a telephone: it asks for an address, looks who is there, and reads the news. */
export const newDevice: Attack = {
  kind: 'new-device',
  summary: 'a device that was never here before joins',
  needs: ['dhclient', 'curl'],
  intensities: ['medium'],
  benign: true,
  actor: 'visitor',
  targets: ['router'],
  async run(order) {
    const { actor, lab, random, signal } = order;
    const begun = performance.now();
    const left = (): number => Math.max(1, order.seconds - (performance.now() - begun) / 1000);
    await plugIn(actor);
    await askForAddress(actor, signal);
    await settle(actor);
    const greeting = actor.machine.attempt(
      process.execPath,
      [programPath('greet-neighbours'), actor.address, actor.name],
      {
        seconds: greetSeconds,
        signal,
      },
    );
    const names = Array.from({ length: 4 }, () => random.pick(siteNames()).name);
    const trust = ['--cacert', authorityFile(lab)];
    await keepDoing(
      { ...order, seconds: left() },
      { periodSeconds: humanPause(random, meanPauseSeconds), jitter: 0.8 },
      async () => {
        const origin = `${random.chance(0.7) ? 'https' : 'http'}://${random.pick(names)}`;
        const page = random.pick(pages());
        const urls = [page.path, ...page.parts.map(({ path }) => path)].flatMap((path, index) => [
          ...(index === 0 ? [] : ['-o', '/dev/null']),
          `${origin}${path}`,
        ]);
        await curl(actor, [...trust, ...urls], { signal, seconds: Math.min(pageSeconds, left()) });
      },
    );
    await greeting;
    await unplug(actor);
    return {
      tool: 'dhclient, curl',
      arguments: `${actor.mac} asks for an address and visits ${names.join(', ')}`,
      // Also who asks where it is.
      claims: [{ actors: [actor.mac, actor.address] }],
    };
  },
};

async function askForAddress(host: LabHost, signal: AbortSignal): Promise<void> {
  const path = (name: string): string => place(host, 'lease', name, '');
  const options = place(host, 'lease', 'options', `send host-name "${host.name}";\ntimeout 10;\n`);
  const files = ['-cf', options, '-lf', path('leases'), '-pf', path('pid')];
  await host.machine.attempt('dhclient', ['-4', '-d', '-1', '-sf', '/bin/true', ...files, 'eth0'], {
    seconds: leaseSeconds,
    signal,
  });
}
