import { existsSync, readdirSync } from 'node:fs';
import type { Service } from '../contracts.ts';
import type { LabHost } from '../lab.ts';
import { place, startDaemon } from './daemon.ts';
import { ownFolder, runFolder } from './own-folder.ts';

const postgresPort = 5432;
const versionsFolder = '/usr/lib/postgresql';
const data = '/var/lib/postgresql/data';
const owner = 'postgres';

export const database = { name: 'shop', user: 'shop', password: 'autumn-leaves' } as const;

/** PostgreSQL with a small shop in it. */
export const databaseServer: Service = {
  name: 'database (postgresql)',
  needs: ['pg_ctlcluster', 'psql', 'setpriv'],
  async start(_lab, host) {
    const programs = programsFolder();
    await runFolder(host, 'postgresql', { owner, mode: '0755' });
    await ownFolder(host, '/var/lib/postgresql', { owner });
    await host.machine.run('setpriv', ...asOwner, `${programs}/initdb`, ...initial);
    const settings = ['listen_addresses=*', 'fsync=off', 'autovacuum=off', 'shared_buffers=16MB', 'ssl=off'];
    const words = [...asOwner, `${programs}/postgres`, '-D', data, ...settings.flatMap(one => ['-c', one])];
    await host.machine.run('sh', '-c', `printf '%s\\n' "$1" >> ${data}/pg_hba.conf`, 'sh', rules);
    await startDaemon(host, 'setpriv', words, { tcp: postgresPort });
    await fill(host);
  },
};

const mostAttempts = 60;
const asOwner = [
  '--reuid',
  owner,
  '--regid',
  owner,
  '--clear-groups',
  'env',
  'HOME=/var/lib/postgresql',
] as const;
const initial = ['-D', data, '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'] as const;
const rules = 'host all all 192.0.2.0/24 scram-sha-256\nhost all all 2001:db8:1::/64 scram-sha-256';

function programsFolder(): string {
  const version = readdirSync(versionsFolder)
    .filter(name => existsSync(`${versionsFolder}/${name}/bin/initdb`))
    .sort((one, other) => Number(other) - Number(one))[0];
  if (version === undefined) throw new Error('no server of postgresql is installed');
  return `${versionsFolder}/${version}/bin`;
}

async function fill(host: LabHost): Promise<void> {
  const { name, user, password } = database;
  const path = place(host, 'postgresql', 'shop.sql', tables);
  const words = ['-q', '-h', '/run/postgresql', '-U', owner];
  const role = `create role ${user} login password '${password}'`;
  const shop = `create database ${name} owner ${user}`;
  // It listens before it is done with starting.
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    if ((await host.machine.attempt('psql', [...words, '-d', owner, '-c', 'select 1'])).ok) break;
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  await host.machine.run('psql', ...words, '-d', owner, '-c', role, '-c', shop);
  await host.machine.run('psql', ...words.slice(0, 3), '-U', user, '-d', name, '-f', path);
}

const tables = `
create table articles (id serial primary key, name text, price numeric(8,2), stock int);
create table orders (id serial primary key, article int, amount int, made timestamptz default now());
insert into articles (name, price, stock)
  select 'article number ' || n, (n * 37 % 900) / 10.0, n * 13 % 70 from generate_series(1, 400) n;
insert into orders (article, amount) select n * 7 % 400 + 1, n % 4 + 1 from generate_series(1, 1500) n;
`;
