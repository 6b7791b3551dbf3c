import type { Service } from '../contracts.ts';
import { internalWeb } from './internal-web.ts';
import { routerNames } from './router-names.ts';
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
  ['server', internalWeb],
];
