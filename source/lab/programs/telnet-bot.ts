/**
 * `telnet-bot.ts HOST LOGINS COMMAND…`: tries `user:password,user:password…` at a telnet door, one after the
 * other, and types the commands where one of them opens.
 */
import { connect } from 'node:net';

const telnetPort = 23;
const patienceMilliseconds = 20_000;
const [host = '', list = '', ...commands] = process.argv.slice(2);
const logins = list.split(',').map(text => text.split(':'));
let next = 0;

function attempt(): Promise<boolean> {
  return new Promise(resolve => {
    let heard = '';
    let typed = 0;
    let user = '';
    let password = '';
    const socket = connect(telnetPort, host);
    socket.setTimeout(patienceMilliseconds, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(typed > 0 || next >= logins.length));
    socket.on('data', (data: Buffer) => {
      heard += data.toString('latin1');
      if (/login: $/.test(heard)) {
        [user = '', password = ''] = logins[next] ?? [];
        if (next >= logins.length) socket.end();
        else socket.write(`${user}\r\n`);
        next += 1;
        heard = '';
      } else if (/assword: ?$/.test(heard)) {
        socket.write(`${password}\r\n`);
        heard = '';
      } else if (/[#$] $/.test(heard)) {
        const command = commands[typed] ?? 'exit';
        typed += 1;
        socket.write(`${command}\r\n`);
        heard = '';
      }
    });
  });
}

while (!(await attempt()));
