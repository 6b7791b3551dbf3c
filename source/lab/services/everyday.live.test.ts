import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Lab } from '../lab.ts';
import { isInstalled } from '../run.ts';
import { labSkipReason } from '../skip-reason.ts';
import { authorityFile } from './authority.ts';
import { routerNames } from './router-names.ts';
import { webSites } from './web-sites.ts';
import { worldResolver } from './world-resolver.ts';

const sites = webSites('web');
const started = [
  ['resolver', worldResolver],
  ['router', routerNames],
  ['web', sites],
] as const;
const clients = ['dig', 'curl', 'dhclient'];
const lacking = [...clients, ...started.flatMap(([, { needs }]) => needs)].filter(name => !isInstalled(name));
const reason = labSkipReason() ?? (lacking.length > 0 ? `${lacking.join(', ')} not installed` : undefined);
if (reason !== undefined) console.log(`everyday services: ${reason}; their live tests are left out`);

describe.runIf(reason === undefined)('everyday services', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.build({ hosts: ['laptop', 'resolver', 'web'], log: () => undefined });
    for (const [host, service] of started) await service.start(lab, lab.host(host));
  }, 60_000);
  afterAll(() => lab.remove());

  async function ask(...words: string[]): Promise<string> {
    return (await lab.host('laptop').machine.attempt('dig', words, { seconds: 5 })).output.trim();
  }

  it('know the names of the world, those at home, and no others', async () => {
    expect(await ask('+short', 'site2.example.net')).toBe('198.51.100.102');
    expect(await ask('+short', 'site4.test')).toBe('198.51.100.104');
    expect(await ask('+short', '-x', '198.51.100.101')).toBe('site1.example.com.');
    expect(await ask('+short', 'AAAA', 'server.home.arpa')).toBe('2001:db8:1::28');
    expect(await ask('nowhere.example.com')).toContain('NXDOMAIN');
  });

  it('serve pages over TLS with certificates that can be checked', async () => {
    const write = '%{http_code} %{http_version} %{ssl_verify_result}';
    const words = ['-s', '--noproxy', '*', '--cacert', authorityFile(lab), '-o', '/dev/null', '-w', write];
    const fetched = async (url: string): Promise<string> =>
      (await lab.host('laptop').machine.attempt('curl', [...words, url], { seconds: 10 })).output;
    expect(await fetched('https://site1.example.com/pages/0/index.html')).toBe('200 2 0');
    expect(await fetched('https://site4.test/feed.xml')).toBe('200 2 0');
    expect(await fetched('http://www.example.com/generate_204')).toBe('204 1.1 0');
  });

  it('give addresses', async () => {
    const { machine, address, folder } = lab.host('laptop');
    const words = ['-1', '-d', '-v', '-sf', '/bin/true', '-lf', `${folder}/leases`, '-pf', `${folder}/pid`];
    const { output } = await machine.attempt('dhclient', [...words, 'eth0'], { seconds: 4 });
    expect(output).toContain(`DHCPACK of ${address}`);
  }, 15_000);
});
