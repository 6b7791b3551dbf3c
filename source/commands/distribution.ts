/** How software is installed on this system, so that advice can be typed as it stands. */
import { readFileSync } from 'node:fs';

type Packages = { readonly install: string; readonly libpcap: string; readonly capBuild: string };

const families: Readonly<Record<string, Packages>> = {
  debian: {
    install: 'apt-get install',
    libpcap: 'libpcap0.8',
    capBuild: 'libpcap-dev g++ make python3',
  },
  fedora: {
    install: 'dnf install',
    libpcap: 'libpcap',
    capBuild: 'libpcap-devel gcc-c++ make python3',
  },
  suse: {
    install: 'zypper install',
    libpcap: 'libpcap1',
    capBuild: 'libpcap-devel gcc-c++ make python3',
  },
  arch: { install: 'pacman -S', libpcap: 'libpcap', capBuild: 'libpcap gcc make python' },
  alpine: { install: 'apk add', libpcap: 'libpcap', capBuild: 'libpcap-dev g++ make python3' },
};

export type Distribution = {
  /** As it calls itself, "Debian GNU/Linux 12 (bookworm)". */
  readonly name: string;
  /** What to type for libpcap itself. */
  readonly installLibpcap: string;
  /** What to type for everything that compiling `cap` needs. */
  readonly installCapBuild: string;
};

/** Reads the text of /etc/os-release; `sudo` says whether the advice needs it. */
export function distributionOf(osRelease: string, platform: string, sudo: boolean): Distribution {
  if (platform === 'darwin') {
    return {
      name: 'macOS',
      installLibpcap: 'brew install libpcap',
      installCapBuild: 'xcode-select --install',
    };
  }
  const fields = new Map<string, string>();
  for (const line of osRelease.split('\n')) {
    const match = /^([A-Z_]+)=["']?(.*?)["']?$/.exec(line.trim());
    if (match?.[1] !== undefined) fields.set(match[1], match[2] ?? '');
  }
  const names = `${fields.get('ID') ?? ''} ${fields.get('ID_LIKE') ?? ''}`.split(/\s+/).map(familyOf);
  const packages = names.map(name => families[name]).find(found => found !== undefined);
  const name = fields.get('PRETTY_NAME') ?? fields.get('ID') ?? platform;
  if (packages === undefined) {
    return {
      name,
      installLibpcap: 'install libpcap',
      installCapBuild: 'install the libpcap headers, a C++ compiler, make and Python 3',
    };
  }
  const install = `${sudo ? 'sudo ' : ''}${packages.install}`;
  return {
    name,
    installLibpcap: `${install} ${packages.libpcap}`,
    installCapBuild: `${install} ${packages.capBuild}`,
  };
}

export function thisDistribution(): Distribution {
  let osRelease = '';
  try {
    osRelease = readFileSync('/etc/os-release', 'utf8');
  } catch {
    // Not a Linux, or one without a name.
  }
  return distributionOf(osRelease, process.platform, process.getuid?.() !== 0);
}

function familyOf(id: string): string {
  if (id === 'ubuntu') return 'debian';
  if (id === 'rhel' || id === 'centos') return 'fedora';
  if (id.startsWith('opensuse')) return 'suse';
  return id;
}
