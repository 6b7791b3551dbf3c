import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Habit } from '../contracts.ts';

const startSeconds = 8;
/** A device is switched off and on again about so often. */
const awakeSeconds = 150;

function leaseholder(name: string, version: '-4' | '-6'): Habit {
  return {
    name,
    needs: ['dhclient'],
    async run({ host, random, pause, signal }) {
      const path = (ending: string): string => join(host.folder, `dhclient${version}.${ending}`);
      // The address stays what it is, whatever is offered.
      writeFileSync(path('sh'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
      const ask = 'request subnet-mask, routers, domain-name, domain-name-servers, ntp-servers;\n';
      const ask6 = 'request dhcp6.name-servers, dhcp6.domain-search;\n';
      writeFileSync(
        path('conf'),
        version === '-4' ? `send host-name "${host.name}";\ntimeout 20;\n${ask}` : ask6,
      );
      const words = ['-d', '-sf', path('sh'), '-cf', path('conf'), '-lf', path('leases'), '-pf', path('pid')];
      while (await pause(startSeconds)) {
        const seconds = random.between(awakeSeconds / 2, awakeSeconds * 2);
        await host.machine.attempt('dhclient', [version, ...words, 'eth0'], { seconds, signal });
      }
    },
  };
}

/** dhclient: an address asked for, renewed, asked for again after the next start. */
export const leases = leaseholder('leases', '-4');
export const leases6 = leaseholder('leases over IPv6', '-6');
