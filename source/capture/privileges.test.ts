import { describe, expect, it } from 'vitest';
import { chooseIdentity, remainsInStatus } from './privileges.ts';

const passwd = 'root:x:0:0::/root:/bin/sh\nnobody:x:99:98:nobody:/:/sbin/nologin\n';

describe('chooseIdentity', () => {
  it('takes the user who called sudo', () => {
    expect(chooseIdentity({ SUDO_UID: '1000', SUDO_GID: '1001' }, passwd)).toEqual({ uid: 1000, gid: 1001 });
  });

  it.each([
    {},
    { SUDO_UID: '1000' },
    { SUDO_GID: '1000' },
    { SUDO_UID: '0', SUDO_GID: '1000' },
    { SUDO_UID: '1000', SUDO_GID: '0' },
    { SUDO_UID: '01', SUDO_GID: '1' },
    { SUDO_UID: ' 1', SUDO_GID: '1' },
    { SUDO_UID: '-1', SUDO_GID: '1' },
    { SUDO_UID: '1e3', SUDO_GID: '1' },
    { SUDO_UID: '4294967295', SUDO_GID: '1' },
    { SUDO_UID: '99999999999', SUDO_GID: '1' },
  ])('takes nobody for %j', environment => {
    expect(chooseIdentity(environment, passwd)).toEqual({ uid: 99, gid: 98 });
  });

  it('knows nobody without a list of users, and the one of macOS', () => {
    expect(chooseIdentity({}, '')).toEqual({ uid: 65534, gid: 65534 });
    expect(chooseIdentity({}, 'nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false\n')).toEqual({
      uid: 4294967294,
      gid: 4294967294,
    });
  });
});

describe('remainsInStatus', () => {
  const identity = { uid: 5, gid: 6 };
  const clean: Record<string, string> = {
    Uid: '5\t5\t5\t5',
    Gid: '6\t6\t6\t6',
    Groups: ' ',
    CapPrm: '0000000000000000',
    CapEff: '0000000000000000',
    CapAmb: '0000000000000000',
    NoNewPrivs: '1',
  };
  const text = (change: Record<string, string>): string =>
    Object.entries({ ...clean, ...change })
      .map(([name, value]) => `${name}:\t${value}\n`)
      .join('');

  it('finds nothing in a clean status', () => {
    expect(remainsInStatus(text({}), identity, true)).toBeUndefined();
  });

  it.each([
    [{ Uid: '5\t5\t0\t5' }, /user/],
    [{ Gid: '6\t6\t6\t0' }, /group id/],
    [{ Groups: '0 27 ' }, /groups/],
    [{ CapPrm: '0000000000002000' }, /CapPrm/],
    [{ CapEff: '0000000000002000' }, /CapEff/],
    [{ NoNewPrivs: '0' }, /no_new_privs/],
  ])('finds %j', (change, problem) => {
    expect(remainsInStatus(text(change), identity, true)).toMatch(problem);
  });

  it('does not ask for no_new_privs where there is none', () => {
    expect(remainsInStatus(text({ NoNewPrivs: '0' }), identity, false)).toBeUndefined();
  });

  it('does not take an unreadable status for a clean one', () => {
    expect(remainsInStatus('', identity, true)).toBeDefined();
  });
});
