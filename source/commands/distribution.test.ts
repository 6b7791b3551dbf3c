import { expect, it } from 'vitest';
import { distributionOf } from './distribution.ts';

it.each([
  ['ID=debian', 'sudo apt-get install libpcap-dev g++ make python3'],
  ['ID=linuxmint\nID_LIKE="ubuntu debian"', 'sudo apt-get install libpcap-dev g++ make python3'],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"', 'sudo dnf install libpcap-devel gcc-c++ make python3'],
  ['ID="opensuse-leap"\nID_LIKE="suse opensuse"', 'sudo zypper install libpcap-devel gcc-c++ make python3'],
  ['ID=alpine', 'sudo apk add libpcap-dev g++ make python3'],
  ['ID=manjaro\nID_LIKE=arch', 'sudo pacman -S libpcap gcc make python'],
  ['ID=nixos', 'install the libpcap headers, a C++ compiler, make and Python 3'],
  ['', 'install the libpcap headers, a C++ compiler, make and Python 3'],
])('%j', (osRelease, command) => {
  expect(distributionOf(osRelease, 'linux', true).installCapBuild).toBe(command);
});

it('leaves sudo away for root, and knows macOS', () => {
  expect(distributionOf('ID=debian', 'linux', false).installLibpcap).toBe('apt-get install libpcap0.8');
  expect(distributionOf('', 'darwin', true).installCapBuild).toBe('xcode-select --install');
});
