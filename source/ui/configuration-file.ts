import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { type ConfigurationResult, noConfiguration, parseConfiguration } from './configuration.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export type Invoker = {
  /** Who runs this process. */
  readonly uid: number | undefined;
  readonly passwd: string;
};

const maxBytes = 256 * 1024;

/**
 * The user's configuration; no file is no mistake. Under sudo it is the file of whoever called sudo, and only when
 * it belongs to them: root must not read for somebody what they could not read themselves.
 */
export function loadConfiguration(
  environment: Environment,
  invoker: Invoker = thisInvoker(),
): ConfigurationResult {
  const owner = ownerOf(environment, invoker);
  const path = configurationPath(environment, owner, invoker);
  if (path === undefined) return { ok: true, configuration: noConfiguration };
  let descriptor: number;
  try {
    // Not blocking: somebody may have put a pipe there.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { ok: true, configuration: noConfiguration };
    return { ok: false, message: `${path} cannot be read (${code}); correct its permissions or remove it` };
  }
  try {
    const status = fstatSync(descriptor);
    if (owner.mustOwn && status.uid !== owner.uid)
      return {
        ok: false,
        message: `${path} does not belong to the user who runs Oddwire; change its owner or remove it`,
      };
    if (!status.isFile() || status.size > maxBytes)
      return { ok: false, message: `${path} is no configuration file; remove it` };
    return withWarnings(parseConfiguration(readFileSync(descriptor, 'utf8'), path), path, status.mode);
  } finally {
    closeSync(descriptor);
  }
}

const readableByOthers = 0o044;

/** What opens something is for its owner only. */
function withWarnings(result: ConfigurationResult, path: string, mode: number): ConfigurationResult {
  if (!result.ok || (mode & readableByOthers) === 0) return result;
  const { licenseKey, redis } = result.configuration.geo;
  if (licenseKey === undefined && !(redis ?? '').includes('@')) return result;
  return {
    ...result,
    warnings: [`${path} holds secrets and can be read by others; type: chmod 600 ${path}`],
  };
}

type Owner = { readonly uid: number | undefined; readonly mustOwn: boolean; readonly isSudo: boolean };

function ownerOf(environment: Environment, { uid }: Invoker): Owner {
  const caller = environment['SUDO_UID'] ?? '';
  if (uid === 0 && /^[1-9]\d{0,9}$/.test(caller)) return { uid: Number(caller), mustOwn: true, isSudo: true };
  return { uid, mustOwn: uid === 0, isSudo: false };
}

/** $XDG_CONFIG_HOME/oddwire/config.json or ~/.config/oddwire/config.json. */
function configurationPath(environment: Environment, owner: Owner, { passwd }: Invoker): string | undefined {
  const named = environment['XDG_CONFIG_HOME'] ?? '';
  if (isAbsolute(named)) return join(named, 'oddwire', 'config.json');
  // sudo's HOME may be root's: the caller's is asked for.
  const home = owner.isSudo ? homeOf(owner.uid, passwd) : environment['HOME'] || homedir();
  return home === undefined || !isAbsolute(home)
    ? undefined
    : join(home, '.config', 'oddwire', 'config.json');
}

function homeOf(uid: number | undefined, passwd: string): string | undefined {
  const fields = passwd.split('\n').map(line => line.split(':'));
  return fields.find(([, , number]) => number === String(uid))?.[5];
}

function thisInvoker(): Invoker {
  let passwd = '';
  try {
    passwd = readFileSync('/etc/passwd', 'utf8');
  } catch {
    // Other systems keep their users elsewhere: no file is found then, and none is needed.
  }
  return { uid: process.getuid?.(), passwd };
}
