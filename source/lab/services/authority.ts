/** The lab's own certificate authority: every server outside and inside has a certificate that clients can check. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Lab } from '../lab.ts';

const run = promisify(execFile);
const validDays = '365';

export type KeyKind = 'elliptic' | 'rsa';
export type Certificate = { readonly certificate: string; readonly key: string };

const making = new WeakMap<Lab, Promise<Certificate>>();
const keys = new WeakMap<Lab, Map<KeyKind, Promise<string>>>();

/** What clients trust (`curl --cacert`); there once the first certificate was made. */
export function authorityFile(lab: Lab): string {
  return join(lab.folder, 'authority', 'authority.pem');
}

/** A certificate for these names; the first is its common name. Keys are shared: making them takes long. */
export async function certificateFor(
  lab: Lab,
  names: readonly string[],
  kind: KeyKind = 'elliptic',
): Promise<Certificate> {
  const authority = await authorityOf(lab);
  const key = await keyOf(lab, kind);
  const common = names[0] ?? 'localhost';
  const certificate = join(lab.folder, 'authority', `${common}.${kind}.pem`);
  if (existsSync(certificate)) return { certificate, key };
  const alternatives = names.map(name => (/^[\d.]+$|:/.test(name) ? `IP:${name}` : `DNS:${name}`)).join(',');
  const words = ['req', '-x509', '-new', '-key', key, '-days', validDays, '-subj', `/CN=${common}`];
  const signing = ['-CA', authority.certificate, '-CAkey', authority.key];
  const extensions = ['-addext', `subjectAltName=${alternatives}`, '-addext', 'basicConstraints=CA:FALSE'];
  await run('openssl', [...words, ...signing, ...extensions, '-out', certificate]);
  return { certificate, key };
}

function authorityOf(lab: Lab): Promise<Certificate> {
  const before = making.get(lab);
  if (before !== undefined) return before;
  const promise = makeAuthority(lab);
  making.set(lab, promise);
  return promise;
}

async function makeAuthority(lab: Lab): Promise<Certificate> {
  mkdirSync(join(lab.folder, 'authority'), { recursive: true, mode: 0o755 });
  const certificate = authorityFile(lab);
  const key = join(lab.folder, 'authority', 'authority.key');
  const subject = ['-subj', '/O=Oddwire Lab/CN=Oddwire Lab Authority', '-days', validDays];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await run('openssl', ['req', '-x509', '-new', ...kind, '-keyout', key, ...subject, '-out', certificate]);
  return { certificate, key };
}

function keyOf(lab: Lab, kind: KeyKind): Promise<string> {
  const known = keys.get(lab) ?? new Map<KeyKind, Promise<string>>();
  keys.set(lab, known);
  const before = known.get(kind);
  if (before !== undefined) return before;
  const promise = makeKey(lab, kind);
  known.set(kind, promise);
  return promise;
}

async function makeKey(lab: Lab, kind: KeyKind): Promise<string> {
  const key = join(lab.folder, 'authority', `${kind}.key`);
  const how =
    kind === 'rsa'
      ? ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048']
      : ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  await run('openssl', ['genpkey', ...how, '-out', key]);
  return key;
}
