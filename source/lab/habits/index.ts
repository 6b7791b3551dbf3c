import type { HabitEntry } from '../contracts.ts';
import { addressBook } from './address-book.ts';
import { backgroundPolls, connectivityChecks, portal } from './background-polls.ts';
import { backup, backupNoon } from './backup.ts';
import { browsing } from './browsing.ts';
import { cacheUse } from './cache-use.ts';
import { calls } from './calls.ts';
import { cameraRecording } from './camera-recording.ts';
import { databaseQueries } from './database-queries.ts';
import { deviceSettings } from './device-settings.ts';
import { announcing, multicastNames, searching } from './discovery.ts';
import { downloading } from './downloads.ts';
import { ftpFiles } from './ftp-files.ts';
import { intranet } from './intranet.ts';
import { leases, leases6 } from './leases.ts';
import { logMessages } from './log-messages.ts';
import { mailReading } from './mail-reading.ts';
import { mailSending } from './mail-sending.ts';
import { messageWatching } from './message-watching.ts';
import { lookups } from './names.ts';
import { neighbours } from './neighbours.ts';
import { ping } from './ping.ts';
import { printerPolls } from './printer-polls.ts';
import { printing } from './printing.ts';
import { push } from './push.ts';
import { sensorValues } from './sensor-values.ts';
import { sharedFiles } from './shared-files.ts';
import { sshCopies } from './ssh-copies.ts';
import { sshSessions } from './ssh-sessions.ts';
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
  { hosts: ['laptop', 'phone'], habit: addressBook },
  { hosts: ['server', 'desktop'], habit: backup },
  { hosts: ['server', 'desktop'], habit: backupNoon, onlyByName: true },
  { hosts: ['nas', 'desktop'], habit: cacheUse },
  { hosts: ['desktop'], habit: calls },
  { hosts: ['nas'], habit: cameraRecording },
  { hosts: ['desktop', 'laptop'], habit: databaseQueries },
  { hosts: ['printer', 'camera'], habit: deviceSettings },
  { hosts: ['desktop'], habit: ftpFiles },
  { hosts: ['router', 'server', 'camera', 'printer'], habit: logMessages },
  { hosts: ['laptop', 'desktop', 'phone'], habit: mailReading },
  { hosts: ['laptop', 'desktop', 'server'], habit: mailSending },
  { hosts: ['desktop', 'phone'], habit: messageWatching },
  { hosts: ['laptop', 'desktop'], habit: printerPolls },
  { hosts: ['laptop', 'desktop'], habit: printing },
  { hosts: ['sensor'], habit: sensorValues },
  { hosts: ['laptop', 'desktop'], habit: sharedFiles },
  { hosts: ['laptop', 'desktop'], habit: sshCopies },
  { hosts: ['laptop', 'desktop'], habit: sshSessions },
];
