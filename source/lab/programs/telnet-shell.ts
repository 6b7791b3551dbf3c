/**
 * The camera's forgotten door: `telnet-shell.ts USER PASSWORD`. Asks who you are and runs what you type with a
 * real shell, as nobody.
 */
import { execFile } from 'node:child_process';
import { createServer, type Socket } from 'node:net';

const telnetPort = 23;
const mostAttempts = 3;
const refuseMilliseconds = 700;
const commandMilliseconds = 20_000;
const interpretAsCommand = 0xff;
/** WILL echo, WILL suppress go-ahead, DO terminal type, DO window size. */
const greeting = Buffer.from([0xff, 0xfb, 0x01, 0xff, 0xfb, 0x03, 0xff, 0xfd, 0x18, 0xff, 0xfd, 0x1f]);
const prompt = '# ';
const nobody = ['--reuid', '65534', '--regid', '65534', '--clear-groups', '--no-new-privs'] as const;

const [user = 'admin', password = ''] = process.argv.slice(2);

createServer(socket => {
  socket.on('error', () => undefined);
  socket.write(Buffer.concat([greeting, Buffer.from('\r\ncamera login: ')]));
  new Guest(socket);
}).listen(telnetPort, '::');

class Guest {
  readonly #socket: Socket;
  #line = '';
  #name: string | undefined;
  #isIn = false;
  #attempts = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (data: Buffer) => this.#hear(data));
  }

  #hear(data: Buffer): void {
    for (let index = 0; index < data.length; index += 1) {
      const byte = data[index] ?? 0;
      if (byte === interpretAsCommand) index += 2;
      else if (byte === 0x0d) {
        this.#socket.write('\r\n');
        const line = this.#line;
        this.#line = '';
        this.#take(line);
      } else if (byte !== 0x0a && byte !== 0) {
        this.#line += String.fromCharCode(byte);
        if (this.#isIn || this.#name === undefined) this.#socket.write(Buffer.from([byte]));
      } else if (byte === 0x0a && data[index - 1] !== 0x0d) {
        const line = this.#line;
        this.#line = '';
        this.#take(line);
      }
    }
  }

  #take(line: string): void {
    if (this.#isIn) this.#run(line);
    else if (this.#name === undefined) {
      this.#name = line;
      this.#socket.write('Password: ');
    } else this.#check(line);
  }

  #check(given: string): void {
    if (this.#name === user && given === password) {
      this.#isIn = true;
      this.#socket.write(`\r\nBusyBox v1.16.1 built-in shell (ash)\r\n${prompt}`);
      return;
    }
    this.#name = undefined;
    this.#attempts += 1;
    setTimeout(() => {
      if (this.#attempts < mostAttempts) this.#socket.write('Login incorrect\r\ncamera login: ');
      else this.#socket.end('Login incorrect\r\n');
    }, refuseMilliseconds);
  }

  #run(line: string): void {
    if (line.trim() === 'exit') {
      this.#socket.end();
      return;
    }
    // Everything a camera has is busybox; what it does not know, a shell says it does not know.
    const command = line.replaceAll('/bin/busybox ', '');
    const words = [...nobody, 'sh', '-c', command];
    execFile('setpriv', words, { timeout: commandMilliseconds, cwd: '/srv' }, (_error, output, errors) => {
      if (this.#socket.writable) this.#socket.write(`${(output + errors).replaceAll('\n', '\r\n')}${prompt}`);
    });
  }
}
