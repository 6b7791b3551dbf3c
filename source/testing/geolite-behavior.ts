import type { IncomingMessage, ServerResponse } from 'node:http';

/** What the stand-in of the GeoLite web service can be told to do instead of answering. */
export type Behavior =
  /** A documented error with its documented status. */
  | { readonly kind: 'error'; readonly code: string; readonly text?: string }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | { readonly kind: 'too many'; readonly retryAfter?: string }
  /** 200 with this document. */
  | { readonly kind: 'document'; readonly document: unknown }
  | { readonly kind: 'slow'; readonly milliseconds: number }
  | { readonly kind: 'redirect'; readonly to: string }
  /** hang: no answer; stall: headers and half a body, then nothing; cut, cut body: the connection is reset. */
  | { readonly kind: 'hang' | 'stall' | 'cut' | 'cut body' | 'garbage' | 'page' | 'gigantic' };

/** Every code the service documents, or sent in the past and its clients still know, and the status with it. */
export const documentedErrors: Readonly<Record<string, { readonly status: number; readonly text: string }>> =
  {
    IP_ADDRESS_INVALID: { status: 400, text: 'The value given is not a valid IPv4 or IPv6 address.' },
    IP_ADDRESS_REQUIRED: { status: 400, text: 'An IP address is required.' },
    IP_ADDRESS_RESERVED: { status: 400, text: 'The IP address belongs to a reserved or private range.' },
    AUTHORIZATION_INVALID: {
      status: 401,
      text: 'Your account ID or license key could not be authenticated.',
    },
    LICENSE_KEY_REQUIRED: { status: 401, text: 'A license key is required.' },
    ACCOUNT_ID_REQUIRED: { status: 401, text: 'An account ID is required.' },
    ACCOUNT_ID_UNKNOWN: { status: 401, text: 'The account ID is not known.' },
    USER_ID_REQUIRED: { status: 401, text: 'A user ID is required.' },
    USER_ID_UNKNOWN: { status: 401, text: 'The user ID is not known.' },
    OUT_OF_QUERIES: { status: 402, text: 'The account has no queries left.' },
    INSUFFICIENT_FUNDS: { status: 402, text: 'The license key has not enough funds.' },
    PERMISSION_REQUIRED: { status: 402, text: 'You have no permission to use the service.' },
    IP_ADDRESS_NOT_FOUND: { status: 404, text: 'The IP address is not in the database.' },
  };

const errorType = 'application/vnd.maxmind.com-error+json; charset=UTF-8; version=2.0';
export function send(to: ServerResponse, status: number, type: string, body: string, headers = {}): void {
  to.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body), ...headers });
  to.end(body);
}

export function sendError(to: ServerResponse, code: string, text?: string): void {
  const known = documentedErrors[code] ?? { status: 400, text: 'Something else.' };
  send(to, known.status, errorType, JSON.stringify({ code, error: text ?? known.text }));
}

const cityType = 'application/vnd.maxmind.com-city+json; charset=UTF-8; version=2.1';
const giganticBytes = 64 * 1024 * 1024;

/** Does one of them; what is slow is right after all, and none of this. */
export function misbehave(
  behavior: Exclude<Behavior, { kind: 'slow' }>,
  request: IncomingMessage,
  to: ServerResponse,
): void {
  switch (behavior.kind) {
    case 'error':
      return sendError(to, behavior.code, behavior.text);
    case 'status':
      return send(to, behavior.status, 'text/plain', behavior.body ?? '', behavior.headers);
    case 'too many':
      return send(
        to,
        429,
        'text/plain',
        '',
        behavior.retryAfter ? { 'Retry-After': behavior.retryAfter } : {},
      );
    case 'document':
      return send(to, 200, cityType, JSON.stringify(behavior.document));
    case 'redirect':
      return send(to, 302, 'text/html', '<a>elsewhere</a>', { Location: behavior.to });
    case 'hang':
      return;
    case 'stall':
      to.writeHead(200, { 'Content-Type': cityType, 'Content-Length': 1000 });
      to.write('{"country": {"iso_code"');
      return;
    case 'cut':
      request.socket.destroy();
      return;
    case 'cut body':
      to.writeHead(200, { 'Content-Type': cityType, 'Content-Length': 1000 });
      to.write('{"country": {"iso_code"', () => request.socket.destroy());
      return;
    case 'garbage':
      return send(to, 200, cityType, '{"country": {"iso_code": \u0007 …');
    case 'page':
      return send(
        to,
        200,
        'text/html; charset=utf-8',
        '<!doctype html><title>Welcome to our wireless</title>',
      );
    case 'gigantic':
      return pour(to);
  }
}

/** A body without a length that would be taken for JSON for a long time. */
function pour(to: ServerResponse): void {
  to.writeHead(200, { 'Content-Type': cityType });
  to.write('{"city": {"names": {"en": "');
  const chunk = 'A'.repeat(64 * 1024);
  let left = giganticBytes / chunk.length;
  const more = () => {
    while (left > 0 && !to.destroyed) {
      left -= 1;
      if (!to.write(chunk)) {
        to.once('drain', more);
        return;
      }
    }
    if (!to.destroyed) to.end('"}}}');
  };
  more();
}
