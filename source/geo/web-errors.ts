import { safeString } from '../decode/text.ts';

/**
 * What each answer of the web service that is no place means, and what to do about it. Codes and statuses are
 * those MaxMind documents, those it sent in the past and its official clients still know, and those the client
 * makes up itself.
 */
export type WebAction =
  /** An answer: nobody knows this address. Worth remembering. */
  | 'not-found'
  /** This address cannot be asked for; others can. */
  | 'skip'
  /** A failure of the moment: the same may be asked again, a little later. */
  | 'retry'
  /** A failure that another try at once would not heal. */
  | 'later'
  /** Nothing will work for a while: ask nothing, and look again from time to time. */
  | 'pause'
  /** Nothing more today (UTC). */
  | 'today'
  /** Nothing more until somebody changes the settings. */
  | 'stop';

export type WebTrouble = {
  readonly action: WebAction;
  /** Follows 'stopped: ', 'away: ' … ; says what to do where something can be done. */
  readonly meaning: string;
  /** All who share the account meet the same. */
  readonly isForAll?: boolean;
};

const checkCredentials = 'check GEOLITE_ID and GEOLITE_API_KEY and start again';
const checkHost = 'check the host of the web service';

function stop(what: string): WebTrouble {
  return { action: 'stop', meaning: `${what}; ${checkCredentials}` };
}

const reserved: WebTrouble = { action: 'not-found', meaning: 'the address is reserved or private' };
const notFound: WebTrouble = { action: 'not-found', meaning: 'the address is not in the database' };
const outOfQueries: WebTrouble = {
  action: 'today',
  meaning: 'the account has no queries left today',
  isForAll: true,
};
const insufficientFunds: WebTrouble = {
  action: 'today',
  meaning: 'the account has no funds for this service; buy credit, or set budget 0',
};

const byCode: Readonly<Record<string, WebTrouble>> = {
  IP_ADDRESS_INVALID: { action: 'skip', meaning: 'the service took an address for none' },
  IP_ADDRESS_REQUIRED: { action: 'skip', meaning: 'the service missed an address in the request' },
  IP_ADDRESS_RESERVED: reserved,
  ADDRESS_RESERVED: reserved,
  IP_ADDRESS_NOT_FOUND: notFound,
  ADDRESS_NOT_FOUND: notFound,
  AUTHORIZATION_INVALID: stop('the service knows no such account id and licence key'),
  LICENSE_KEY_REQUIRED: stop('the service misses a licence key'),
  LICENSE_KEY_UNKNOWN: stop('the service knows no such licence key'),
  ACCOUNT_ID_REQUIRED: stop('the service misses an account id'),
  ACCOUNT_ID_UNKNOWN: stop('the service knows no such account id'),
  USER_ID_REQUIRED: stop('the service misses an account id'),
  USER_ID_UNKNOWN: stop('the service knows no such account id'),
  PERMISSION_REQUIRED: stop('the account may not use this service'),
  OUT_OF_QUERIES: outOfQueries,
  INSUFFICIENT_FUNDS: insufficientFunds,
};

/** What the client says without the service. */
const byClientCode: Readonly<Record<string, WebTrouble>> = {
  NETWORK_TIMEOUT: { action: 'retry', meaning: 'no answer in time' },
  FETCH_ERROR: { action: 'later', meaning: 'the service cannot be reached' },
  SERVER_ERROR: { action: 'retry', meaning: 'the service has a trouble of its own' },
  HTTP_STATUS_CODE_ERROR: { action: 'later', meaning: `the answer is none of the service; ${checkHost}` },
  INVALID_RESPONSE_BODY: { action: 'later', meaning: 'the answer makes no sense' },
};

const byStatus: Readonly<Record<number, WebTrouble>> = {
  401: stop('the service refuses account id or licence key'),
  402: insufficientFunds,
  403: { action: 'pause', meaning: `the service forbids it (403); ${checkHost}` },
  404: { action: 'pause', meaning: `there is no such service there (404); ${checkHost}` },
  406: { action: 'pause', meaning: 'the service does not speak this version of its protocol (406)' },
  407: { action: 'pause', meaning: 'a proxy between here and the service asks for a password (407)' },
  415: { action: 'pause', meaning: 'the service does not speak this version of its protocol (415)' },
  429: { action: 'retry', meaning: 'the service asks for fewer requests (429)' },
};

/** Reasons of a request that did not come through, by the code of the system, of TLS or of the HTTP client. */
const byCause: Readonly<Record<string, WebTrouble>> = {
  ECONNREFUSED: { action: 'later', meaning: 'connection refused' },
  ECONNRESET: { action: 'later', meaning: 'the connection was cut' },
  EPIPE: { action: 'later', meaning: 'the connection was cut' },
  UND_ERR_SOCKET: { action: 'later', meaning: 'the connection was cut' },
  ETIMEDOUT: { action: 'retry', meaning: 'no connection in time' },
  UND_ERR_CONNECT_TIMEOUT: { action: 'retry', meaning: 'no connection in time' },
  UND_ERR_HEADERS_TIMEOUT: { action: 'retry', meaning: 'no answer in time' },
  UND_ERR_BODY_TIMEOUT: { action: 'retry', meaning: 'no answer in time' },
  ENOTFOUND: { action: 'later', meaning: 'the name of the service is not known here' },
  EAI_AGAIN: { action: 'later', meaning: 'names cannot be looked up here now' },
  ENETUNREACH: { action: 'later', meaning: 'no way to the network' },
  EHOSTUNREACH: { action: 'later', meaning: 'no way to the service' },
  ENETDOWN: { action: 'later', meaning: 'the network is down' },
  EACCES: { action: 'pause', meaning: 'a rule of this machine forbids the connection' },
  EPERM: { action: 'pause', meaning: 'a rule of this machine forbids the connection' },
  BODY_TOO_LARGE: { action: 'later', meaning: 'the answer is too large to be one of the service' },
  CERT_HAS_EXPIRED: { action: 'pause', meaning: 'its certificate has expired, or the clock here is wrong' },
  CERT_NOT_YET_VALID: {
    action: 'pause',
    meaning: 'its certificate is not valid yet, or the clock here is wrong',
  },
  CERT_REVOKED: { action: 'pause', meaning: 'its certificate was revoked' },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    action: 'pause',
    meaning: `its certificate is for another name; ${checkHost}`,
  },
  HOSTNAME_MISMATCH: { action: 'pause', meaning: `its certificate is for another name; ${checkHost}` },
  EPROTO: { action: 'pause', meaning: `no HTTPS is spoken there; ${checkHost}` },
};

const untrusted: WebTrouble = {
  action: 'pause',
  meaning:
    'its certificate is not trusted, so nothing was sent; something between here and the service may be reading along',
};
const noHttps: WebTrouble = { action: 'pause', meaning: `no HTTPS is spoken there; ${checkHost}` };
const untrustedPattern = /^(DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_|ERR_TLS_CERT|INVALID_CA|PATH_LENGTH)/;

/** What an error of the official client (or anything else that was thrown) comes to. `redact` hides credentials. */
export function troubleOf(error: unknown, redact: (text: string) => string): WebTrouble {
  const code = textOf(error, 'code');
  const status = numberOf(error, 'status');
  const known = own(byCode, code);
  if (known !== undefined) return known;
  if (status !== undefined) return ofStatus(status, code, textOf(error, 'error'), redact);
  if (code === 'FETCH_ERROR') return ofCause(error) ?? ofClient('FETCH_ERROR');
  return ofClient(code in byClientCode ? code : 'INVALID_RESPONSE_BODY');
}

function ofStatus(status: number, code: string, text: string, redact: (text: string) => string): WebTrouble {
  const known = byStatus[status];
  if (known !== undefined) return known;
  if (status >= 500) return { action: 'retry', meaning: `the service has a trouble of its own (${status})` };
  if (status >= 300 && status < 400)
    return {
      action: 'pause',
      meaning: `the answer sends us elsewhere (${status}), where we do not go; ${checkHost}`,
    };
  if (code in byClientCode) return { ...ofClient(code), meaning: `${ofClient(code).meaning} (${status})` };
  const said = shown(redact(`${code}: ${text}`));
  return { action: 'later', meaning: `the service says what we do not know (${status}): ${said}` };
}

function ofClient(code: string): WebTrouble {
  return own(byClientCode, code) ?? { action: 'later', meaning: 'the answer makes no sense' };
}

const deepestCause = 5;

function ofCause(error: unknown): WebTrouble | undefined {
  let cause = error;
  for (let depth = 0; depth < deepestCause; depth += 1) {
    cause = typeof cause === 'object' && cause !== null && 'cause' in cause ? cause.cause : undefined;
    if (cause === undefined) return undefined;
    const code = textOf(cause, 'code');
    const known = own(byCause, code);
    if (known !== undefined) return known;
    if (untrustedPattern.test(code)) return untrusted;
    if (code.startsWith('ERR_SSL_') || code.startsWith('HPE_')) return noHttps;
  }
  return undefined;
}

const longestShown = 120;

/** A text of somebody else: safe, on one line, and short. */
function shown(text: string): string {
  const safe = safeString(text.slice(0, longestShown * 2));
  return safe.length > longestShown ? `${safe.slice(0, longestShown)}…` : safe;
}

function own(table: Readonly<Record<string, WebTrouble>>, name: string): WebTrouble | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function textOf(value: unknown, name: string): string {
  const field = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof field === 'string' ? field : '';
}

function numberOf(value: unknown, name: string): number | undefined {
  const field = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof field === 'number' ? field : undefined;
}

const longestWaitSeconds = 86_400;

/** The header Retry-After, seconds or a date, as milliseconds from now; at most a day. */
export function retryAfterMilliseconds(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : (Date.parse(text) - now) / 1000;
  if (!Number.isFinite(seconds)) return undefined;
  return Math.min(Math.max(seconds, 0), longestWaitSeconds) * 1000;
}
