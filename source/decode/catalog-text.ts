import { ftp, ftpData } from './ftp.ts';
import { git } from './git.ts';
import { imap } from './imap.ts';
import { lineServices } from './line-services.ts';
import { mgcp } from './mgcp.ts';
import { pop3 } from './pop3.ts';
import type { Protocol } from './protocol.ts';
import { rsync } from './rsync.ts';
import { rtsp } from './rtsp.ts';
import { sip } from './sip.ts';
import { smtp } from './smtp.ts';
import { socks } from './socks.ts';
import { ssh } from './ssh.ts';
import { syslog } from './syslog.ts';
import { telnet } from './telnet.ts';
import { tftp } from './tftp.ts';
import { xmpp } from './xmpp.ts';
import { z3950 } from './z3950.ts';

/** Protocols made of lines of text, and the old ones in their company. */
export const textCatalog: readonly Protocol[] = [
  ssh,
  sip,
  rtsp,
  smtp,
  pop3,
  imap,
  ftp,
  ftpData,
  telnet,
  xmpp,
  rsync,
  git,
  mgcp,
  syslog,
  tftp,
  socks,
  z3950,
  ...lineServices,
];
