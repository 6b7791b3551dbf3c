/** Certificates that no client should accept. */
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LabHost } from '../lab.ts';
import type { Certificate } from '../services/authority.ts';
import { place } from '../services/daemon.ts';

const run = promisify(execFile);
const validDays = '365';
/** openssl makes certificates of the past only as an authority with a book of its own. */
const [pastBegin, pastEnd] = ['20190301000000Z', '20200301000000Z'] as const;

/** Signed by itself, with the name of somebody else. */
export async function selfSigned(host: LabHost): Promise<Certificate> {
  const { certificate, key } = paths(host, 'self-signed');
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key];
  const subject = ['-subj', '/O=Internet Widgits Pty Ltd/CN=localhost', '-days', validDays];
  await run('openssl', ['req', '-x509', ...newKey, ...subject, '-out', certificate]);
  return { certificate, key };
}

/** Over since long. */
export async function expiredCertificate(host: LabHost): Promise<Certificate> {
  const { certificate, key, folder } = paths(host, 'expired');
  const request = join(folder, 'request.pem');
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key];
  await run('openssl', ['req', '-new', ...newKey, '-subj', '/CN=files.example.test', '-out', request]);
  const lines = [
    '[ca]',
    'default_ca = own',
    '[own]',
    `database = ${place(host, 'certificates', 'book', '')}`,
    `new_certs_dir = ${folder}`,
    `serial = ${place(host, 'certificates', 'serial', '01\n')}`,
    'default_md = sha256',
    'policy = any',
    '[any]',
    'commonName = supplied',
    '',
  ];
  const words = ['-config', place(host, 'certificates', 'book.conf', lines.join('\n')), '-batch', '-notext'];
  const dates = ['-startdate', pastBegin, '-enddate', pastEnd];
  const files = ['-keyfile', key, '-in', request, '-out', certificate];
  await run('openssl', ['ca', '-selfsign', ...words, ...dates, ...files]);
  return { certificate, key };
}

function paths(host: LabHost, name: string): Certificate & { readonly folder: string } {
  const folder = join(host.folder, 'certificates');
  mkdirSync(folder, { recursive: true });
  return { folder, certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
}
