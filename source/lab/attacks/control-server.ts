/** What stands at the other end of attacks: a web server of `control`, started when the first of them wants it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../testing/random.ts';
import type { Lab, LabHost } from '../lab.ts';
import { type Certificate, certificateFor } from '../services/authority.ts';
import { isOpen, place } from '../services/daemon.ts';
import { startNginx } from '../services/nginx.ts';
import { expiredCertificate, selfSigned } from './bad-certificates.ts';

export const controlName = 'c2.test';
export const controlPorts = { http: 80, https: 443, odd: 4444 } as const;
/** Looks like a name people know; signed by nobody but itself. */
export const selfSignedName = 'login.example.test';
export const expiredName = 'files.example.test';
/** Of a time when nobody minded. */
export const weakCiphers = 'DEFAULT@SECLEVEL=0';
/** What a bot downloads; there is nothing in it. */
export const executablePath = '/update.exe';
const executableBytes = 380_000;
const executableSeed = 66;
const order = '{"sleep":30,"jobs":[]}';

const starting = new WeakMap<Lab, Promise<LabHost>>();

/** Resolves when it answers on both ports; attacks at the same time share it. */
export function startControl(lab: Lab): Promise<LabHost> {
  const before = starting.get(lab);
  if (before !== undefined) return before;
  const promise = start(lab);
  starting.set(lab, promise);
  return promise;
}

async function start(lab: Lab): Promise<LabHost> {
  const host = lab.host('control');
  if (isOpen(host, { tcp: controlPorts.https })) return host;
  const uploads = join(host.folder, 'uploads');
  mkdirSync(uploads, { recursive: true });
  place(host, 'www', executablePath.slice(1), executable());
  const locations = [
    `root ${join(host.folder, 'www')};`,
    // Above all sizes that are sent here.
    'client_max_body_size 50m;',
    `location /tasks { default_type application/json; return 200 '${order}'; }`,
    `location /drop/ { root ${uploads}; dav_methods PUT; create_full_put_path on; }`,
  ];
  const block = (...lines: readonly string[]): string => ['server {', ...lines, ...locations, '}'].join('\n');
  const pair = (files: Certificate): string[] => [
    `ssl_certificate ${files.certificate};`,
    `ssl_certificate_key ${files.key};`,
  ];
  const { http, https, odd } = controlPorts;
  const [named, signed, expired] = await Promise.all([
    certificateFor(lab, [controlName]),
    selfSigned(host),
    expiredCertificate(host),
  ]);
  const servers = [
    block(`listen ${http};`),
    block(`listen ${https} ssl http2 default_server;`, `listen ${odd} ssl;`, ...pair(named)),
    block(`listen ${https} ssl http2;`, `server_name ${selfSignedName};`, ...pair(signed)),
    block(`listen ${https} ssl http2;`, `server_name ${expiredName};`, ...pair(expired)),
    // What it still speaks over IPv6.
    block(
      `listen [::]:${https} ssl default_server;`,
      'ssl_protocols TLSv1;',
      `ssl_ciphers ${weakCiphers};`,
      ...pair(named),
    ),
  ];
  await startNginx(host, servers, { tcp: https });
  return host;
}

/** Begins as programs of Windows do, and is noise from there on. */
function executable(): Uint8Array {
  const made = new Random(executableSeed).bytes(executableBytes);
  made.fill(0, 0, 0x100);
  made.set([0x4d, 0x5a, 0x90], 0);
  // Where the header of the program proper begins.
  made[0x3c] = 0x80;
  made.set(Buffer.from('This program cannot be run in DOS mode.', 'latin1'), 0x4e);
  made.set([0x50, 0x45, 0, 0, 0x64, 0x86], 0x80);
  return made;
}
