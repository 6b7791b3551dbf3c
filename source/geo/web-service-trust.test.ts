import { execFile } from 'node:child_process';
import { createServer, type Server as PlainServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GeoLiteService, startGeoLiteService } from '../testing/geolite-service.ts';
import { createWebService } from './web-service.ts';

// Who may hear the credentials: only the service, known by its certificate, over TLS. There is no switch for less.

let service: GeoLiteService;

beforeAll(async () => {
  service = await startGeoLiteService();
});
afterAll(() => service.close());

const module = fileURLToPath(new URL('./web-service.ts', import.meta.url));

function open(host: string, fetcher?: typeof fetch) {
  const { credentials } = service;
  return createWebService({ credentials, host, budget: 1000, shared: () => undefined, fetcher });
}

/** What a process of its own says of one address, as the program would run. */
async function askInProcess(host: string, environment: Readonly<Record<string, string>>) {
  const script = `
    import { createWebService } from ${JSON.stringify(module)};
    const web = createWebService({
      credentials: JSON.parse(process.env.CREDENTIALS),
      host: ${JSON.stringify(host)}, budget: 10, shared: () => undefined,
    });
    const answer = await web.lookUp('1.2.3.4');
    console.log(JSON.stringify({ answer, facts: web.facts() }));`;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { env: { PATH: process.env['PATH'], CREDENTIALS: JSON.stringify(service.credentials), ...environment } },
  );
  return { ...(JSON.parse(stdout) as { answer?: { country: string }; facts: { state: string } }), stderr };
}

describe('a service that is not who it should be', () => {
  it('with a certificate nobody vouches for is sent nothing, and that is said', async () => {
    const web = open(service.host);
    expect(await web.lookUp('1.2.3.4')).toBeUndefined();
    expect(service.total).toBe(0);
    expect(web.isUsable).toBe(false);
    expect(web.facts()).toMatchObject({ isTrouble: true });
    expect(web.facts().state).toMatch(
      /^away: its certificate is not trusted, so nothing was sent; .*trying again in 5 min$/,
    );
    web.close();
  });

  it('with a certificate for another name is sent nothing, and that is said', async () => {
    const other = await startGeoLiteService({ certificateNames: 'DNS:elsewhere.example' });
    other.trust();
    const web = open(other.host);
    expect(await web.lookUp('1.2.3.4')).toBeUndefined();
    expect(other.total).toBe(0);
    expect(web.facts().state).toMatch(/^away: its certificate is for another name; check the host/);
    web.close();
    await other.close();
  });

  it('that speaks plain HTTP is sent no credentials', async () => {
    let heard = '';
    const plain: PlainServer = createServer((request, response) => {
      heard += JSON.stringify(request.headers);
      response.end('{}');
    });
    plain.on('clientError', (error: Error & { rawPacket?: Buffer }, socket) => {
      heard += error.rawPacket?.toString('latin1') ?? '';
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await new Promise<void>(resolve => plain.listen(0, '127.0.0.1', resolve));
    const web = open(`127.0.0.1:${(plain.address() as AddressInfo).port}`);
    expect(await web.lookUp('1.2.3.4')).toBeUndefined();
    expect(web.facts().state).toMatch(/^away: no HTTPS is spoken there; check the host/);
    expect(heard).not.toContain('Basic');
    expect(heard).not.toContain(service.credentials.licenseKey);
    web.close();
    await new Promise(resolve => plain.close(resolve));
  });
});

describe('in a process of its own', () => {
  it('the service is trusted when the user names its certificate', async () => {
    const said = await askInProcess(service.host, { NODE_EXTRA_CA_CERTS: service.certificatePath });
    expect(said.facts.state).toBe('ready');
    expect(said.answer?.country).toMatch(/^[A-Z]{2}$/);
    expect(said.stderr).toBe('');
  });

  it('and not otherwise', async () => {
    const said = await askInProcess(service.host, {});
    expect(said.answer).toBeUndefined();
    expect(said.facts.state).toContain('not trusted');
    expect(said.stderr).toBe('');
  });
});

describe('the request', () => {
  it('goes to the documented place over HTTPS, and follows nothing', async () => {
    const seen: { url: string; init: RequestInit | undefined }[] = [];
    const fetcher: typeof fetch = async (input, init) => {
      seen.push({ url: String(input), init });
      return Response.json({ country: { iso_code: 'DE' } });
    };
    const web = open('geolite.info', fetcher);
    expect(await web.lookUp('2001:db8::1:0:0:1')).toMatchObject({ country: 'DE', source: 'geolite.info' });
    expect(seen.map(({ url }) => url)).toEqual(['https://geolite.info/geoip/v2.1/city/2001:db8::1:0:0:1']);
    expect(seen[0]?.init).toMatchObject({ method: 'GET', redirect: 'manual' });
  });
});
