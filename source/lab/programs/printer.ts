/** A printer: takes pages on port 9100 and over IPP, and answers what it is asked. */
import { createServer as createWebServer } from 'node:http';
import { createServer } from 'node:net';
import { ippAnswer, readIppHead } from './ipp.ts';

const rawPort = 9100;
const ippPort = 631;
const status = '@PJL INFO STATUS\r\nCODE=10001\r\nDISPLAY="Ready"\r\nONLINE=TRUE\r\n\f';
let jobs = 0;

createServer(socket => {
  socket.on('error', () => undefined);
  socket.on('data', data => {
    if (data.includes('@PJL INFO STATUS')) socket.write(status);
  });
}).listen(rawPort, '::');

createWebServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const asked = readIppHead(Buffer.concat(parts));
    if (request.method !== 'POST' || asked === undefined) {
      response.setHeader('Content-Type', 'text/html');
      response.end('<html><title>Printer</title><p>Ready. Toner 61 %.</p></html>\n');
      return;
    }
    jobs += 1;
    response.setHeader('Content-Type', 'application/ipp');
    response.end(ippAnswer(asked, jobs));
  });
}).listen(ippPort, '::');
