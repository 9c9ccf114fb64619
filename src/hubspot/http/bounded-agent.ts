import http from 'node:http';
import https from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TimeLimits } from './time-limits';

/** An exchange took longer than allowed; `code` is what Node's own time-outs say. */
export class ExchangeTimeout extends Error {
  override readonly name = 'ExchangeTimeout';
  readonly code = 'ETIMEDOUT';
}

/**
 * A keep-alive agent whose connections end with an error when connecting, silence or a whole exchange lasts too long.
 * It uses only the agent's documented hooks; there is no limit on sockets, so an exchange never waits in the agent, where
 * these hooks would not see it (a worker's own slots limit how many there are).
 */
export function createBoundedAgent(url: string, limits: TimeLimits): http.Agent {
  const agent = new (url.startsWith('https:') ? https.Agent : http.Agent)({ keepAlive: true, timeout: limits.idleMs });
  const connect = agent.createConnection.bind(agent);
  // True is what keeps the socket; Node's types say void.
  const keep: (socket: Duplex) => unknown = agent.keepSocketAlive.bind(agent);
  const reuse = agent.reuseSocket.bind(agent);
  const watches = new WeakMap<Duplex, NodeJS.Timeout>();

  const watch = (socket: Duplex): void => {
    watches.set(socket, expiry(socket, limits.totalMs, 'the exchange took too long'));
  };
  const unwatch = (socket: Duplex): void => {
    clearTimeout(watches.get(socket));
  };
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback);
    if (socket instanceof Socket) boundConnection(socket, limits);
    if (socket) {
      watch(socket);
      socket.once('close', () => {
        unwatch(socket);
      });
    }
    return socket;
  };
  agent.keepSocketAlive = (socket) => {
    unwatch(socket);
    return keep(socket);
  };
  agent.reuseSocket = (socket, request) => {
    reuse(socket, request);
    // While it was free the agent may have shortened its time-out to the server's Keep-Alive hint.
    if (socket instanceof Socket) socket.setTimeout(limits.idleMs);
    watch(socket);
  };
  return agent;
}

function boundConnection(socket: Socket, limits: TimeLimits): void {
  const connecting = expiry(socket, limits.connectMs, 'connecting took too long');
  const connected = (): void => {
    clearTimeout(connecting);
  };
  socket.once(isTls(socket) ? 'secureConnect' : 'connect', connected);
  socket.once('close', connected);
  // Node only reports the silence; the listener must end the connection.
  socket.on('timeout', () => {
    socket.destroy(new ExchangeTimeout('no data for too long'));
  });
}

function expiry(socket: Duplex, afterMs: number, problem: string): NodeJS.Timeout {
  return setTimeout(() => {
    socket.destroy(new ExchangeTimeout(problem));
  }, afterMs);
}

function isTls(socket: Socket): boolean {
  return 'encrypted' in socket && socket.encrypted === true;
}
