import type { HabitEntry } from '../contracts.ts';
import { backgroundPolls, connectivityChecks, portal } from './background-polls.ts';
import { browsing } from './browsing.ts';
import { announcing, multicastNames, searching } from './discovery.ts';
import { downloading } from './downloads.ts';
import { intranet } from './intranet.ts';
import { leases, leases6 } from './leases.ts';
import { lookups } from './names.ts';
import { neighbours } from './neighbours.ts';
import { ping } from './ping.ts';
import { push } from './push.ts';
import { timeFromOutside, timeFromRouter } from './time.ts';
import { firmwareChecks, packageLists } from './updates.ts';
import { clipsOnline, television } from './video.ts';

/** Who does what all day. */
export const habits: readonly HabitEntry[] = [
  { hosts: ['laptop', 'desktop', 'camera'], habit: ping },
  { hosts: ['laptop', 'desktop', 'phone'], habit: browsing },
  { hosts: ['laptop', 'desktop'], habit: downloading },
  { hosts: ['tv'], habit: television },
  { hosts: ['desktop', 'phone'], habit: clipsOnline },
  { hosts: ['laptop', 'server'], habit: packageLists },
  { hosts: ['tv', 'camera', 'printer', 'nas'], habit: firmwareChecks },
  { hosts: ['phone', 'laptop'], habit: backgroundPolls },
  { hosts: ['laptop', 'desktop', 'phone', 'tv'], habit: connectivityChecks },
  { hosts: ['laptop', 'desktop'], habit: portal },
  { hosts: ['phone', 'desktop'], habit: push },
  { hosts: ['router', 'tv', 'nas', 'printer'], habit: announcing },
  { hosts: ['laptop', 'desktop'], habit: searching },
  { hosts: ['laptop', 'phone', 'tv', 'nas', 'printer'], habit: multicastNames },
  { hosts: ['laptop', 'desktop'], habit: intranet },
  { hosts: ['camera', 'tv', 'nas', 'server', 'printer', 'sensor'], habit: timeFromRouter },
  { hosts: ['laptop', 'desktop', 'phone'], habit: timeFromOutside },
  {
    hosts: ['laptop', 'desktop', 'phone', 'camera', 'tv', 'nas', 'server', 'printer', 'sensor'],
    habit: leases,
  },
  { hosts: ['laptop', 'desktop', 'phone'], habit: leases6 },
  { hosts: ['laptop', 'desktop', 'phone', 'server', 'tv'], habit: lookups },
  { hosts: ['laptop', 'desktop', 'phone', 'camera', 'tv', 'nas', 'printer', 'sensor'], habit: neighbours },
];
