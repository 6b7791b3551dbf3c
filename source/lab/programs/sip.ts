/** Just enough of SIP for a call between two who know each other. */

export type SipMessage = {
  readonly first: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
};

export function parseSip(text: string): SipMessage {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Map(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { first, headers, body: rest.join('\r\n\r\n') };
}

export function writeSip(first: string, headers: readonly (readonly [string, string])[], body = ''): string {
  const type: (readonly [string, string])[] = body === '' ? [] : [['Content-Type', 'application/sdp']];
  const all = [...headers, ...type, ['Content-Length', String(Buffer.byteLength(body))] as const];
  return `${[first, ...all.map(([name, value]) => `${name}: ${value}`)].join('\r\n')}\r\n\r\n${body}`;
}

const echoed = ['Via', 'From', 'To', 'Call-ID', 'CSeq'] as const;

/** Of what an answer repeats of its request; `To` gets our tag. */
export function answerHeaders(request: SipMessage, tag: string): [string, string][] {
  return echoed.map(name => {
    const value = request.headers.get(name.toLowerCase()) ?? '';
    return [name, name === 'To' && !value.includes(';tag=') ? `${value};tag=${tag}` : value];
  });
}

export function sessionDescription(address: string, port: number): string {
  const lines = [
    'v=0',
    `o=- ${port} 1 IN IP4 ${address}`,
    's=call',
    `c=IN IP4 ${address}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 0 101`,
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=ptime:20',
    'a=sendrecv',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

export function audioPort(description: string): number {
  return Number(/^m=audio (\d+) /m.exec(description)?.[1] ?? 0);
}
