import { execFileSync } from 'node:child_process';

/** Why no lab can be built here, in one line; undefined when one can. */
export function labSkipReason(): string | undefined {
  if (process.platform !== 'linux') return 'a lab needs Linux';
  if (process.getuid?.() !== 0) return 'a lab needs root';
  try {
    const words = [
      '--pdeathsig',
      'KILL',
      'unshare',
      '--net',
      '--mount',
      '--pid',
      '--uts',
      '--ipc',
      '--fork',
      '--mount-proc',
    ];
    execFileSync('setpriv', [...words, 'ip', 'link'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'a lab needs namespaces, and the programs setpriv, unshare, nsenter (util-linux) and ip (iproute2)';
  }
}
