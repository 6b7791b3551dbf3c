/**
 * What the official client fetches through: a `fetch` that follows no redirect (they would carry the credentials
 * along), that counts the body into the time allowed, takes no body larger than any the service sends, and
 * remembers the header the client does not hand on.
 */
export type Exchange = {
  readonly controller: AbortController;
  retryAfter: string | null;
};

/** The longest documented answers have some 3 KB. */
const maxBodyBytes = 64 * 1024;
const bodilessStatuses: readonly number[] = [101, 204, 205, 304];

class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  readonly code = 'BODY_TOO_LARGE';
}

export function guardedFetch(fetcher: typeof fetch, exchange: Exchange): typeof fetch {
  const { controller } = exchange;
  return async (input, init) => {
    const timeout = init?.signal ?? undefined;
    const giveUp = () => controller.abort(timeout?.reason);
    timeout?.addEventListener('abort', giveUp, { once: true });
    try {
      const response = await fetcher(input, { ...init, redirect: 'manual', signal: controller.signal });
      exchange.retryAfter = response.headers.get('retry-after');
      const body = await readBody(response, controller);
      const { status, headers } = response;
      return new Response(bodilessStatuses.includes(status) ? null : body, { status, headers });
    } finally {
      timeout?.removeEventListener('abort', giveUp);
    }
  };
}

async function readBody(response: Response, controller: AbortController): Promise<string> {
  const announced = Number(response.headers.get('content-length') ?? 0);
  if (announced > maxBodyBytes) throw tooLarge(controller);
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.byteLength;
    if (length > maxBodyBytes) throw tooLarge(controller);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length).toString('utf8');
}

/** Also hangs up: the rest would only fill the line. */
function tooLarge(controller: AbortController): BodyTooLargeError {
  const error = new BodyTooLargeError('the answer is too large');
  controller.abort(error);
  return error;
}
