/** nginx inside a machine, with everything it writes below the host's folder. */
import { join } from 'node:path';
import type { LabHost } from '../lab.ts';
import { type Door, place, startDaemon } from './daemon.ts';

/** `servers` are the server blocks of its configuration. */
export async function startNginx(host: LabHost, servers: readonly string[], door: Door): Promise<void> {
  const folder = join(host.folder, 'nginx');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const lines = [
    'user root;',
    'worker_processes 1;',
    'daemon off;',
    `pid ${folder}/nginx.pid;`,
    `error_log ${folder}/error.log;`,
    'events { worker_connections 1024; }',
    'http {',
    'access_log off;',
    'include /etc/nginx/mime.types;',
    'server_names_hash_bucket_size 128;',
    'keepalive_timeout 20s;',
    'gzip on;',
    'gzip_http_version 1.1;',
    'gzip_types text/css application/javascript application/json image/svg+xml text/xml image/x-ms-bmp image/bmp image/x-icon;',
    ...temporary.map(name => `${name}_temp_path ${folder}/${name};`),
    ...servers,
    '}',
    '',
  ];
  const path = place(host, 'nginx', 'nginx.conf', lines.join('\n'));
  await startDaemon(host, 'nginx', ['-c', path, '-p', folder, '-e', `${folder}/error.log`], door);
}
