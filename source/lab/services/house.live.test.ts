import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Service } from '../contracts.ts';
import { remoteAccount, sshOptions } from '../habits/remote.ts';
import { Lab } from '../lab.ts';
import { programPath } from '../programs/run-program.ts';
import { isInstalled } from '../run.ts';
import { labSkipReason } from '../skip-reason.ts';
import { backupStore } from './backup-store.ts';
import { cache } from './cache.ts';
import { cameraAccount, cameraShell } from './camera-shell.ts';
import { cameraStream } from './camera-stream.ts';
import { database, databaseServer } from './database.ts';
import { fileShare } from './file-share.ts';
import { ftpServer } from './ftp-server.ts';
import { logCollector } from './log-collector.ts';
import { mailBox } from './mail-box.ts';
import { mailPassword, mailTransport } from './mail-transport.ts';
import { messageBroker } from './message-broker.ts';
import { account } from './own-folder.ts';
import { phoneExchange } from './phone-exchange.ts';
import { printer } from './printer.ts';
import { printerStatus } from './printer-status.ts';
import { routerNames } from './router-names.ts';
import { smallFiles } from './small-files.ts';
import { sshServer } from './ssh-server.ts';
import { worldResolver } from './world-resolver.ts';

const wanted: readonly (readonly [host: string, service: Service])[] = [
  ['resolver', worldResolver],
  ['router', routerNames],
  ['nas', sshServer],
  ['nas', ftpServer],
  ['nas', fileShare],
  ['nas', backupStore],
  ['nas', logCollector],
  ['nas', smallFiles],
  ['mail', mailTransport],
  ['mail', mailBox],
  ['server', messageBroker],
  ['server', databaseServer],
  ['server', cache],
  ['printer', printer],
  ['printer', printerStatus],
  ['camera', cameraStream],
  ['camera', cameraShell],
  ['voice', phoneExchange],
];
const clients = ['ssh', 'curl', 'psql', 'redis-cli', 'mosquitto_pub', 'mosquitto_sub', 'rsync', 'snmpget'];
const lacking = [...clients, ...wanted.flatMap(([, { needs }]) => needs)].filter(name => !isInstalled(name));
const reason = labSkipReason() ?? (lacking.length > 0 ? `${lacking.join(', ')} not installed` : undefined);
if (reason !== undefined) console.log(`services of the house: ${reason}; their live tests are left out`);

describe.runIf(reason === undefined)('services of the house', () => {
  let lab: Lab;
  const accounts = readFileSync('/etc/passwd', 'utf8');
  beforeAll(async () => {
    const hosts = ['laptop', ...new Set(wanted.map(([host]) => host))];
    lab = await Lab.build({ hosts, log: () => undefined });
    for (const [host, service] of wanted) await service.start(lab, lab.host(host));
  }, 90_000);
  afterAll(() => lab.remove());

  async function run(program: string, ...words: string[]): Promise<string> {
    const result = await lab.host('laptop').machine.attempt(program, words, { seconds: 10 });
    expect(result.ok, `${program}: ${result.output}`).toBe(true);
    return result.output;
  }

  it('let in who has the key, and who knows the password', async () => {
    const who = await run('ssh', ...sshOptions(lab), remoteAccount('nas'), 'id', '-un');
    expect(who.trim()).toBe(account.user);
    const login = ['-s', '-u', `${account.user}:${account.password}`];
    expect(await run('curl', ...login, 'ftp://nas.home.arpa/')).toContain('files');
    expect(readFileSync('/etc/passwd', 'utf8')).toBe(accounts);
    expect(existsSync(`/home/${account.user}/files`)).toBe(false);
  });

  it('keep mail and hand it out', async () => {
    const { machine } = lab.host('laptop');
    const envelope = ['--mail-from', 'ben@example.com', '--mail-rcpt', 'anna@example.com', '-T', '-'];
    const words = ['-s', 'smtp://mail.example.com', ...envelope];
    const sent = await machine.attempt('curl', words, {
      seconds: 10,
      input: 'Subject: garden\r\n\r\nhello\r\n',
    });
    expect(sent.ok).toBe(true);
    const login = ['-s', '-u', `anna:${mailPassword}`];
    const read = ['imap://mail.example.com/INBOX;MAILINDEX=1', '--retry', '0'];
    const deadline = performance.now() + 5000;
    let text = '';
    while (!text.includes('garden') && performance.now() < deadline)
      text = (await machine.attempt('curl', [...login, ...read], { seconds: 5 })).output;
    expect(text).toContain('Subject: garden');
    expect(await run('curl', ...login, 'pop3://mail.example.com/')).toContain('1 ');
  }, 30_000);

  it('keep what is stored', async () => {
    const { user, password, name } = database;
    const place = `postgresql://${user}:${password}@server.home.arpa/${name}`;
    expect(await run('psql', '-X', '-t', place, '-c', 'select count(*) from articles')).toContain('400');
    expect(await run('redis-cli', '-h', 'server.home.arpa', 'ping')).toContain('PONG');
    await run('rsync', '-a', '/etc/hostname', 'rsync://nas.home.arpa/backup/test/');
    expect(await run('curl', '-s', 'tftp://nas.home.arpa/device.conf')).toContain('option.1 = 919');
  }, 30_000);

  it('are devices', async () => {
    const asked = ['-v', '2c', '-c', 'public', 'printer.home.arpa', '1.3.6.1.2.1.1.1.0'];
    expect(await run('env', 'SNMP_PERSISTENT_DIR=/dev/null', 'snmpget', ...asked)).toContain('laser printer');
    expect(await run('curl', '-s', 'http://printer.home.arpa:631/')).toContain('Ready');
    const { user, password } = cameraAccount;
    const script = `exec 3<>/dev/tcp/camera.home.arpa/23; printf '%s\\n%s\\nid -u\\nexit\\n' "$1" "$2" >&3; cat <&3`;
    expect(await run('bash', '-c', script, 'bash', user, password)).toContain('65534');
    const address = lab.host('camera').address;
    await run(process.execPath, programPath('camera-viewer'), address, '1');
    const parties = [lab.host('laptop').address, lab.host('voice').address];
    await run(process.execPath, programPath('phone-call'), ...parties, '100', '1');
  }, 30_000);
});
