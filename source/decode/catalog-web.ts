import { dtls } from './dtls.ts';
import type { Protocol } from './protocol.ts';
import { tls } from './tls.ts';
import { ssl2 } from './tls-ssl2.ts';

/** The web, encrypted transports and protocols made of lines of text. */
export const webCatalog: readonly Protocol[] = [tls, ssl2, dtls];
