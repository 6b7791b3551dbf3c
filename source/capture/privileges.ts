/**
 * Giving up root for good, once the capture is open.
 *
 * The order in a command that captures:
 *  1. load everything that will be needed (dynamic imports, worker files, libraries): the user we become
 *     may not be able to read this folder;
 *  2. open the capture sockets: they stay usable;
 *  3. `dropPrivileges()`; go on only if it did not fail;
 *  4. open output files and everything else: they then belong to the invoking user, and neither a symbolic
 *     link nor a path given by that user can reach a file only root may touch;
 *  5. decode the first packet.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { type LoadedLibrary, loadLibrary } from './kernel.ts';
import { lockDownAllThreads } from './seccomp.ts';

export { captureObstacle } from './permission.ts';

export type DropResult =
  /** Was not root: nothing to give up. `capabilities`: some are held all the same, and kept. */
  | { readonly state: 'unprivileged'; readonly capabilities: boolean }
  | {
      readonly state: 'dropped';
      readonly user: string;
      readonly uid: number;
      readonly gid: number;
      /** Undefined when `no_new_privs` binds every thread; else why it does not (other systems than Linux). */
      readonly mayGainPrivileges: string | undefined;
    }
  /** Told to stay root; no new privileges can be gained all the same, where the system offers that. */
  | { readonly state: 'kept' }
  /** Still root, or not certainly rid of it: do not go on. `message` is for the user. */
  | { readonly state: 'failed'; readonly message: string };

export type DropOptions = {
  /** Stay root, because the user asked for exactly that. Default false. */
  readonly keepRoot?: boolean;
  readonly environment?: NodeJS.ProcessEnv;
};

export type Identity = { readonly uid: number; readonly gid: number };

/** The largest id that is one; the next means "unchanged". */
const largestId = 0xfffffffe;
/** `nobody` where /etc/passwd does not say. */
const fallbackNobody: Identity = { uid: 65534, gid: 65534 };

/**
 * Becomes the user who called sudo, else `nobody`, in every thread: real, effective and saved ids, no
 * supplementary groups, no capabilities, no way to gain any. HOME, USER and LOGNAME follow.
 */
export function dropPrivileges(options: DropOptions = {}): DropResult {
  const environment = options.environment ?? process.env;
  if (process.getuid?.() !== 0 && process.geteuid?.() !== 0) {
    return { state: 'unprivileged', capabilities: /^CapEff:\s*0*[1-9a-f]/m.test(statusOf('self')) };
  }
  if (options.keepRoot === true) {
    lockDownAllThreads();
    return { state: 'kept' };
  }
  const identity = identityAfterDrop(environment);
  try {
    changeIdentity(identity);
  } catch (error) {
    return failure(error instanceof Error ? error.message : String(error));
  }
  const locked = lockDownAllThreads();
  // Without koffi no thread can be locked down; being another user still holds.
  const mayGainPrivileges = locked.ok ? undefined : locked.message;
  const remains = whatRemains(identity, locked.ok);
  if (remains !== undefined) return failure(remains);
  const user = followIdentity(environment, identity);
  return { state: 'dropped', user, ...identity, mayGainPrivileges };
}

/** Who `dropPrivileges` would make us: for helper processes that must become the same user. */
export function identityAfterDrop(environment: NodeJS.ProcessEnv = process.env): Identity {
  return chooseIdentity(environment, readText('/etc/passwd'));
}

/** The invoking user as sudo tells, when that is a plain user; else `nobody`. */
export function chooseIdentity(environment: NodeJS.ProcessEnv, passwd: string): Identity {
  const uid = ordinaryId(environment['SUDO_UID']);
  const gid = ordinaryId(environment['SUDO_GID']);
  if (uid !== undefined && gid !== undefined) return { uid, gid };
  const fields = passwd
    .split('\n')
    .map(line => line.split(':'))
    .find(([name]) => name === 'nobody');
  // macOS writes -2, which is 4,294,967,294.
  const listed = [fields?.[2], fields?.[3]].map(text => (text === '-2' ? largestId : ordinaryId(text)));
  return { uid: listed[0] ?? fallbackNobody.uid, gid: listed[1] ?? fallbackNobody.gid };
}

/** A decimal id other than root's. */
function ordinaryId(text: string | undefined): number | undefined {
  if (text === undefined || !/^[1-9]\d{0,9}$/.test(text)) return undefined;
  const id = Number(text);
  return id <= largestId ? id : undefined;
}

/** The C library changes all threads together; groups first, because afterwards we may not. */
function changeIdentity({ uid, gid }: Identity): void {
  process.setgroups?.([]);
  const library = process.platform === 'linux' ? loadLibrary([null]) : undefined;
  if (library?.ok === true) {
    setAllIds(library.value, 'setresgid', gid);
    setAllIds(library.value, 'setresuid', uid);
  } else {
    // As root these set the saved ids too.
    process.setgid?.(gid);
    process.setuid?.(uid);
  }
}

function setAllIds({ koffi, library }: LoadedLibrary, name: string, id: number): void {
  const set = library.func(name, 'int', ['uint32', 'uint32', 'uint32']);
  if (set(id, id, id) !== 0) throw new Error(`${name} to ${id} was refused (error ${koffi.errno()})`);
}

/** What of root's power is left after the change, in words; undefined when nothing is. */
function whatRemains({ uid, gid }: Identity, expectLocked: boolean): string | undefined {
  if (becomesRoot()) return 'root could be regained';
  if (process.getuid?.() !== uid || process.geteuid?.() !== uid) return 'the user did not change';
  if (process.getgid?.() !== gid || process.getegid?.() !== gid) return 'the group did not change';
  if (process.platform !== 'linux') return undefined;
  for (const thread of threads()) {
    const status = statusOf(`self/task/${thread}`);
    // A thread may end while we look.
    if (status === '') continue;
    const problem = remainsInStatus(status, { uid, gid }, expectLocked);
    if (problem !== undefined) return `thread ${thread}: ${problem}`;
  }
  return undefined;
}

/** Judges the text of one /proc/PID/task/TID/status. */
export function remainsInStatus(status: string, { uid, gid }: Identity, locked: boolean): string | undefined {
  const fields = new Map<string, string>();
  for (const line of status.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const everyIs = (name: string, id: number): boolean => {
    const ids = (fields.get(name) ?? '').split(/\s+/);
    return ids.length === 4 && ids.every(one => one === String(id));
  };
  if (!everyIs('Uid', uid)) return 'a user id is unchanged';
  if (!everyIs('Gid', gid)) return 'a group id is unchanged';
  if (fields.get('Groups') !== '') return 'supplementary groups are left';
  for (const set of ['CapPrm', 'CapEff', 'CapAmb']) {
    // Kernels before 4.3 have no ambient set.
    if (!/^0*$/.test(fields.get(set) ?? '0')) return `capabilities are left (${set})`;
  }
  if (locked && fields.get('NoNewPrivs') !== '1') return 'no_new_privs is not set';
  return undefined;
}

function becomesRoot(): boolean {
  try {
    process.setuid?.(0);
    return true;
  } catch {
    return false;
  }
}

/** State files belong in the home of who we are now, never in root's. */
function followIdentity(environment: NodeJS.ProcessEnv, { uid }: Identity): string {
  let user = String(uid);
  let home = '/nonexistent';
  try {
    const information = userInfo();
    user = information.username;
    home = information.homedir;
  } catch {
    // An id without an account has no home.
  }
  environment['HOME'] = home;
  environment['USER'] = user;
  environment['LOGNAME'] = user;
  for (const name of Object.keys(environment)) {
    if (/^XDG_(CONFIG|STATE|CACHE|DATA)_HOME$|^XDG_RUNTIME_DIR$/.test(name)) delete environment[name];
  }
  return user;
}

function failure(reason: string): DropResult {
  return {
    state: 'failed',
    message: `root could not be given up safely (${reason}); nothing was captured — run as another user, or with --keep-root to stay root`,
  };
}

function threads(): string[] {
  try {
    return readdirSync('/proc/self/task');
  } catch {
    return [];
  }
}

function statusOf(path: string): string {
  return readText(`/proc/${path}/status`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
