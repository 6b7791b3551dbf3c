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
const carriageReturn = 0x0d;
const lineFeed = 0x0a;
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
  #last = 0;
  /** Commands typed ahead wait for those before them. */
  #working: Promise<void> = Promise.resolve();

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (data: Buffer) => this.#hear(data));
  }

  #hear(data: Buffer): void {
    for (let index = 0; index < data.length; index += 1) {
      const byte = data[index] ?? 0;
      const isSecond = byte === lineFeed && this.#last === carriageReturn;
      this.#last = byte;
      if (byte === interpretAsCommand) index += 2;
      else if (byte === carriageReturn || (byte === lineFeed && !isSecond)) this.#endLine();
      else if (byte !== lineFeed && byte !== 0) {
        this.#line += String.fromCharCode(byte);
        if (this.#isIn || this.#name === undefined) this.#socket.write(Buffer.from([byte]));
      }
    }
  }

  #endLine(): void {
    this.#socket.write('\r\n');
    const line = this.#line;
    this.#line = '';
    this.#take(line);
  }

  #take(line: string): void {
    if (this.#isIn) this.#working = this.#working.then(() => this.#run(line));
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

  #run(line: string): Promise<void> {
    if (line.trim() === 'exit') {
      this.#socket.end();
      return Promise.resolve();
    }
    // Everything a camera has is busybox; what it does not know, a shell says it does not know.
    const words = [...nobody, 'sh', '-c', line.replaceAll('/bin/busybox ', '')];
    return new Promise(resolve => {
      execFile('setpriv', words, { timeout: commandMilliseconds, cwd: '/srv' }, (_error, output, errors) => {
        const text = (output + errors).replaceAll('\n', '\r\n');
        if (this.#socket.writable) this.#socket.write(text + prompt);
        resolve();
      });
    });
  }
}
