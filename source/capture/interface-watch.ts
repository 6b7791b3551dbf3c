/** Notices when the captured interface goes down, disappears or comes back, and listens again when it does. */
import { errorNumbers } from './kernel.ts';
import type { RingSocket } from './ring-socket.ts';
import type { PacketSink } from './source.ts';

type State = 'up' | 'down' | 'gone';

export class InterfaceWatch {
  private readonly socket: RingSocket;
  private name: string;
  private readonly promiscuous: boolean;
  private index: number;
  private state: State = 'up';

  constructor(socket: RingSocket, name: string, index: number, promiscuous: boolean) {
    this.socket = socket;
    this.name = name;
    this.index = index;
    this.promiscuous = promiscuous;
  }

  /** To be called about once a second, and when the socket reports an error. */
  check(sink: PacketSink): void {
    const stumbled = this.socket.takeError() === errorNumbers.networkDown;
    const index = this.socket.indexOf(this.name);
    if (index === 0) {
      const renamed = this.state === 'gone' ? undefined : this.socket.nameOf(this.index);
      if (renamed === undefined) this.become('gone', sink);
      else this.rename(renamed, sink);
      return;
    }
    if (index !== this.index) {
      // Neither binding an open socket nor promiscuous mode asks for privileges: they are gone by now.
      if (!this.socket.bind(index)) return;
      if (this.promiscuous) this.socket.setPromiscuous(index);
      this.index = index;
      if (this.state === 'up') this.state = 'gone';
      this.socket.takeError();
    } else if (stumbled && this.state === 'up' && this.socket.isUp(this.name)) {
      sink.notice({ severity: 'warning', text: `${this.name} went down for a moment and is up again` });
    }
    this.become(this.socket.isUp(this.name) ? 'up' : 'down', sink);
  }

  private rename(name: string, sink: PacketSink): void {
    sink.notice({ severity: 'info', text: `${this.name} is now called ${name}; capturing goes on` });
    this.name = name;
  }

  private become(state: State, sink: PacketSink): void {
    if (state === this.state) return;
    this.state = state;
    const { name } = this;
    const waiting = { interface: name, isOver: state === 'up' };
    const severity = state === 'up' ? 'info' : 'warning';
    sink.notice({ severity, text: `${name} ${stateTexts[state]}`, waiting });
  }
}

const stateTexts: Readonly<Record<State, string>> = {
  gone: 'disappeared; waiting for it to come back',
  down: 'is down; waiting for it to come up',
  up: 'is up; capturing',
};
