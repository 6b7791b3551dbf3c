import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import type { DropResult } from './privileges.ts';

/**
 * A child process, started as root, drops its privileges while timers, file reads and a worker keep its
 * threads alive; its state is then read from outside, through /proc, as an attacker would find it.
 */
const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0;
if (!isRootOnLinux) console.log('privileges: dropping needs root on Linux; those tests are left out');

const modulePath = new URL('./privileges.ts', import.meta.url).href;
const running: ChildProcess[] = [];
const folders: string[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'oddwire-privileges-'));
  folders.push(folder);
  return folder;
}

type Answer = { result: DropResult; extra: Record<string, unknown> };

/** Runs `before`, drops, runs `after` (both may fill `extra`), reports, and stays alive. */
async function dropInChild(parts: {
  before?: string;
  after?: string;
  environment?: NodeJS.ProcessEnv;
  options?: string;
}): Promise<Answer & { pid: number }> {
  const program = `
    import { dropPrivileges } from '${modulePath}';
    import fs from 'node:fs';
    import { spawnSync } from 'node:child_process';
    import { Worker } from 'node:worker_threads';
    const extra = {};
    new Worker('setInterval(() => {}, 1000)', { eval: true });
    await Promise.all(Array.from({ length: 8 }, () => fs.promises.readFile('/proc/self/status')));
    ${parts.before ?? ''}
    const result = dropPrivileges(${parts.options ?? ''});
    ${parts.after ?? ''}
    console.log(JSON.stringify({ result, extra }));
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], ...parts.environment },
  });
  running.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    return { ...(JSON.parse(line) as Answer), pid: child.pid ?? 0 };
  }
  throw new Error('the child ended without an answer');
}

/** The fields that matter, of the process and each of its threads. */
function statesOf(pid: number): Record<string, string>[] {
  const paths = [
    `/proc/${pid}/status`,
    ...readdirSync(`/proc/${pid}/task`).map(id => `/proc/${pid}/task/${id}/status`),
  ];
  return paths.map(path => {
    const fields: Record<string, string> = {};
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const [name = '', value = ''] = line.split(/:\s*/);
      if (/^(Uid|Gid|Groups|NoNewPrivs|Seccomp|CapPrm|CapEff|CapAmb)$/.test(name))
        fields[name] = value.trim();
    }
    return fields;
  });
}

const none = '0000000000000000';
const droppedTo = (uid: number, gid: number): Record<string, string> => ({
  Uid: [uid, uid, uid, uid].join('\t'),
  Gid: [gid, gid, gid, gid].join('\t'),
  Groups: '',
  NoNewPrivs: '1',
  Seccomp: '2',
  CapPrm: none,
  CapEff: none,
  CapAmb: none,
});

describe.runIf(isRootOnLinux)('dropPrivileges, seen from outside', () => {
  it('becomes the invoking user in every thread', async () => {
    const { result, pid } = await dropInChild({ environment: { SUDO_UID: '54321', SUDO_GID: '54322' } });
    expect(result).toMatchObject({ state: 'dropped', uid: 54321, gid: 54322 });
    const states = statesOf(pid);
    expect(states.length).toBeGreaterThan(5);
    for (const state of states) expect(state).toEqual(droppedTo(54321, 54322));
  });

  it.each([
    ['nobody called sudo', {}],
    ['root called sudo', { SUDO_UID: '0', SUDO_GID: '0' }],
    ['the ids are nonsense', { SUDO_UID: '1000; id', SUDO_GID: '-1' }],
  ])('becomes nobody when %s', async (_case, environment) => {
    const { result, pid } = await dropInChild({ environment });
    expect(result).toMatchObject({ state: 'dropped', user: 'nobody' });
    const { uid, gid } = result as { uid: number; gid: number };
    expect(uid).toBeGreaterThan(0);
    for (const state of statesOf(pid)) expect(state).toEqual(droppedTo(uid, gid));
  });

  it('keeps what was open, and loses what was not', async () => {
    const folder = temporaryFolder();
    const { extra } = await dropInChild({
      before: `const open = fs.openSync('${folder}/open', 'w', 0o600); fs.writeFileSync('${folder}/secret', 'x', { mode: 0o600 });`,
      after: `
        fs.writeSync(open, 'still usable'); fs.closeSync(open);
        const attempt = action => { try { return action() } catch (error) { return error.code } };
        extra.reopen = attempt(() => fs.openSync('${folder}/secret', 'r'));
        extra.root = attempt(() => process.setuid(0));
        extra.program = spawnSync('/bin/true').error?.code;
      `,
    });
    expect(readFileSync(join(folder, 'open'), 'utf8')).toBe('still usable');
    expect(extra).toEqual({ reopen: 'EACCES', root: 'EPERM', program: 'EPERM' });
  });

  it('makes new files belong to the invoking user, and HOME theirs', async () => {
    const folder = temporaryFolder();
    const { extra } = await dropInChild({
      environment: {
        SUDO_UID: '54321',
        SUDO_GID: '54322',
        HOME: '/root',
        USER: 'root',
        XDG_STATE_HOME: '/root/x',
      },
      before: `fs.chmodSync('${folder}', 0o777);`,
      after: `fs.writeFileSync('${folder}/made', '', { mode: 0o600 }); extra.environment = process.env;`,
    });
    expect(statSync(join(folder, 'made'))).toMatchObject({ uid: 54321, gid: 54322 });
    expect(extra['environment']).toMatchObject({ HOME: '/nonexistent', USER: '54321', LOGNAME: '54321' });
    expect(extra['environment']).not.toHaveProperty('XDG_STATE_HOME');
  });

  it('lets threads and timers live on', async () => {
    const { extra } = await dropInChild({
      after: `
        extra.answer = await new Promise(resolve => {
          const worker = new Worker('process.getBuiltinModule("node:worker_threads").parentPort.postMessage(7)', { eval: true });
          worker.on('message', resolve);
        });
      `,
    });
    expect(extra['answer']).toBe(7);
  });

  it('stays root only when told, and then still gains nothing', async () => {
    const { result, pid } = await dropInChild({ options: '{ keepRoot: true }' });
    expect(result).toEqual({ state: 'kept' });
    for (const state of statesOf(pid)) expect(state).toMatchObject({ NoNewPrivs: '1', Seccomp: '2' });
  });

  it('does nothing for somebody who is not root', async () => {
    const { result } = await dropInChild({ before: 'process.setgid(54322); process.setuid(54321);' });
    expect(result).toEqual({ state: 'unprivileged', capabilities: false });
  });
});
