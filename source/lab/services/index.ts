import type { Service } from '../contracts.ts';
import { backupStore } from './backup-store.ts';
import { cache } from './cache.ts';
import { cameraShell } from './camera-shell.ts';
import { cameraStream } from './camera-stream.ts';
import { databaseServer } from './database.ts';
import { directory } from './directory.ts';
import { fileShare } from './file-share.ts';
import { ftpServer } from './ftp-server.ts';
import { internalWeb } from './internal-web.ts';
import { logCollector } from './log-collector.ts';
import { mailBox } from './mail-box.ts';
import { mailTransport } from './mail-transport.ts';
import { messageBroker } from './message-broker.ts';
import { phoneExchange } from './phone-exchange.ts';
import { printer } from './printer.ts';
import { printerStatus } from './printer-status.ts';
import { pushServer } from './push-server.ts';
import { routerNames } from './router-names.ts';
import { smallFiles } from './small-files.ts';
import { sshServer } from './ssh-server.ts';
import { clockOnRouter, clockOutside } from './time-server.ts';
import { portalStunnel, webSites } from './web-sites.ts';
import { worldResolver } from './world-resolver.ts';

/** What is started in every lab, in this order. */
export const services: readonly (readonly [host: string, service: Service])[] = [
  ['resolver', worldResolver],
  ['router', routerNames],
  ['clock', clockOutside],
  ['router', clockOnRouter],
  ['web', webSites('web')],
  ['cdn', webSites('cdn')],
  ['web', portalStunnel],
  ['web', pushServer],
  ['server', internalWeb],
  ['server', sshServer],
  ['nas', sshServer],
  ['router', sshServer],
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
  ['server', directory],
  ['printer', printerStatus],
  ['printer', printer],
  ['camera', cameraStream],
  ['camera', cameraShell],
  ['voice', phoneExchange],
];
