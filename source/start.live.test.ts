import {
  chownSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Stage } from './testing/start-stage.ts';

const stages: Stage[] = [];

function stage(options?: ConstructorParameters<typeof Stage>[0]): Stage {
  const made = new Stage(options);
  stages.push(made);
  return made;
}

afterEach(() => {
  for (const one of stages.splice(0)) one.close();
});

describe('start.sh', () => {
  it('installs, builds and runs; the second time it only runs', async () => {
    const here = stage();
    const first = await here.run(['read', 'a file.pcap', '']);
    expect(first).toMatchObject({
      code: 0,
      complaint: 'oddwire: installing packages …\noddwire: building …\n',
    });
    // Operands arrive as typed, and relative names still mean the same place.
    expect(JSON.parse(first.output)).toEqual({ words: ['read', 'a file.pcap', ''], folder: here.folder });
    expect(here.calls()).toEqual(['npm ci', 'tsc']);
    rmSync(join(here.programs, 'npm'));
    expect(await here.run()).toMatchObject({ code: 0, complaint: '' });
    expect(here.calls()).toEqual([]);
  });

  it('does again what a change asks for, and no more', async () => {
    const here = stage();
    await here.run();
    here.calls();
    here.touch('package-lock.json');
    await here.run();
    expect(here.calls()).toEqual(['npm ci', 'tsc']);
    here.touch('source/cli.ts');
    await here.run();
    expect(here.calls()).toEqual(['tsc']);
    rmSync(join(here.project, 'source', 'more.ts'));
    await here.run();
    expect(here.calls()).toEqual(['tsc']);
    expect(readdirSync(join(here.project, 'build'))).not.toContain('more.js');
    rmSync(join(here.project, 'build'), { recursive: true });
    await here.run();
    expect(here.calls()).toEqual(['tsc']);
    rmSync(join(here.project, 'node_modules'), { recursive: true });
    await here.run();
    expect(here.calls()).toEqual(['npm ci', 'tsc']);
    await here.run(['install']);
    expect(here.calls()).toEqual(['npm ci', 'tsc']);
  });

  it('brings its own Node where the machine has an old one', async () => {
    const here = stage({ node: 'v20.20.2' });
    const first = await here.run();
    expect(first.complaint).toContain(
      'Node v20.20.2 is older than 22.18; getting Node 24.21.0 for this folder alone',
    );
    expect(first.code).toBe(0);
    expect(here.calls()).toEqual(['npm ci', 'npm ci', 'tsc']);
    rmSync(join(here.programs, 'npm'));
    rmSync(join(here.programs, 'node'));
    expect(await here.run()).toMatchObject({ code: 0, complaint: '' });
  });

  it('keeps to the Node it was installed with, whatever PATH says', async () => {
    const here = stage();
    const elsewhere = join(here.folder, 'elsewhere');
    mkdirSync(elsewhere);
    renameSync(join(here.programs, 'node'), join(elsewhere, 'node'));
    await here.run([], { environment: { PATH: `${elsewhere}:${here.programs}` } });
    here.calls();
    // As under sudo, which has a PATH of its own.
    expect(await here.run()).toMatchObject({ code: 0, complaint: '' });
    expect(here.calls()).toEqual([]);
  });

  it('runs through symbolic links, by name from PATH, and as a word to sh', async () => {
    const here = stage();
    symlinkSync('../project/start.sh', join(here.programs, 'one'));
    symlinkSync(join(here.programs, 'one'), join(here.folder, 'two'));
    expect(await here.run(['x'], { program: join(here.folder, 'two') })).toMatchObject({ code: 0 });
    expect(await here.run(['one', 'x'], { program: join(here.programs, 'env') })).toMatchObject({ code: 0 });
    const inside = { program: join(here.programs, 'sh'), cwd: here.project };
    expect(await here.run(['start.sh', 'x'], inside)).toMatchObject({ code: 0, complaint: '' });
  });
});

describe('start.sh says what is missing', () => {
  it.each([
    ['Node', { node: undefined }, 'Node is not installed; install Node 18 or newer with npm'],
    ['a usable Node', { node: 'v16.1.0' }, 'Node v16.1.0 is too old; install Node 18 or newer'],
    ['npm beside an old Node', { node: 'v20.0.0', npm: false }, 'npm is not installed; install it'],
    ['npm', { npm: false }, 'npm is not installed; install it'],
  ])('%s', async (_what, options, sentence) => {
    const { code, output, complaint } = await stage(options).run();
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(complaint).toContain(sentence);
  });

  it('cap, once, and goes on', async () => {
    const here = stage();
    const first = await here.run([], { environment: { STAGE_NO_CAP: '1' } });
    expect(first.code).toBe(0);
    expect(first.complaint).toMatch(
      /^oddwire: the optional capture engine "cap" could not be compiled; .*\.\/start\.sh install$/m,
    );
    expect(await here.run()).toMatchObject({ code: 0, complaint: '' });
  });

  it.each([
    ['ENOTFOUND', 'check the network'],
    ['ENOSPC', 'the disk is full'],
    ['EACCES', 'belong to somebody else'],
    ['EUSAGE', 'correct what is named above'],
  ])('what npm failed for: %s', async (reason, sentence) => {
    const { code, complaint } = await stage().run([], { environment: { STAGE_NPM_FAILS: reason } });
    expect(code).toBe(1);
    expect(complaint).toContain(`npm error code ${reason}`);
    expect(complaint).toContain(sentence);
  });
});

describe('start.sh, several at once', () => {
  it('installs once', async () => {
    const here = stage();
    const environment = { STAGE_NPM_SECONDS: '2' };
    const runs = await Promise.all([1, 2, 3].map(() => here.run([], { environment })));
    expect(runs.map(run => run.code)).toEqual([0, 0, 0]);
    expect(here.calls()).toEqual(['npm ci', 'tsc']);
    expect(readdirSync(join(here.project, '.runtime'))).not.toContain('lock');
  });

  it('is not held up by a start that died', async () => {
    const here = stage();
    mkdirSync(join(here.project, '.runtime', 'lock'), { recursive: true });
    // Larger than any process number.
    writeFileSync(join(here.project, '.runtime', 'lock', 'pid'), '99999999\n');
    expect(await here.run()).toMatchObject({ code: 0 });
  });
});

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.log('start.sh: folders of other users need root; those tests are left out');

describe.runIf(isRoot)('start.sh in the folder of somebody else', () => {
  const stranger = 54321;

  const hand = (path: string): void => {
    chownSync(path, stranger, stranger);
    if (!statSync(path).isDirectory()) return;
    for (const name of readdirSync(path)) hand(join(path, name));
  };

  const owners = (path: string): Set<number> => {
    const found = new Set<number>();
    for (const name of ['', ...readdirSync(path, { recursive: true, encoding: 'utf8' })]) {
      found.add(statSync(join(path, name)).uid);
    }
    return found;
  };

  it.each(['setpriv', 'su', 'neither'])('leaves nothing of root behind (with %s)', async tool => {
    const here = stage();
    if (tool !== 'setpriv') rmSync(join(here.programs, 'setpriv'), { force: true });
    if (tool === 'neither') rmSync(join(here.programs, 'su'), { force: true });
    hand(here.project);
    expect(await here.run(['x'])).toMatchObject({ code: 0 });
    expect([...owners(here.project)]).toEqual([stranger]);
    expect(await here.run(['x'], { uid: stranger, gid: stranger })).toMatchObject({ code: 0, complaint: '' });
  });

  it('runs what is built where it may not write, and says when that is old', async () => {
    const here = stage();
    await here.run();
    here.calls();
    const other = { uid: stranger, gid: stranger };
    expect(await here.run(['x'], other)).toMatchObject({ code: 0, complaint: '' });
    here.touch('source/cli.ts');
    const old = await here.run(['x'], other);
    expect(old.code).toBe(0);
    expect(old.complaint).toContain('not up to date');
    rmSync(join(here.project, 'build'), { recursive: true });
    const none = await here.run(['x'], other);
    expect(none.code).toBe(1);
    expect(none.complaint).toContain('its owner must run ./start.sh once');
    expect(here.calls()).toEqual([]);
  });
});
