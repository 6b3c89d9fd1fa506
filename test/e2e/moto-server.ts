/**
 * moto_server, a real HTTP implementation of AWS's APIs, as a process of its own on a free loopback port.
 *
 * https://docs.getmoto.org/en/latest/docs/server_mode.html
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface MotoServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

export const INSTALL = "pip install 'moto[server]'";

const LONGEST_START = 30_000;
const BETWEEN_POLLS = 50;

export function motoIsInstalled(): boolean {
  return spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status === 0;
}

export async function startMoto(): Promise<MotoServer> {
  const port = await freePort();
  // Alone in its group, so that it can be ended together with whatever its launcher started.
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore', detached: true });
  const kill = (): void => {
    killGroup(server);
  };
  process.once('exit', kill);
  const endpoint = `http://127.0.0.1:${port}`;
  const until = Date.now() + LONGEST_START;
  while (!(await answers(endpoint))) {
    if (server.exitCode !== null || Date.now() > until) {
      kill();
      throw new Error(`moto_server did not answer at ${endpoint}: start it by hand to see why`);
    }
    await sleep(BETWEEN_POLLS);
  }
  return {
    endpoint,
    stop: async () => {
      process.off('exit', kill);
      const ended = server.exitCode === null ? once(server, 'exit') : undefined;
      kill();
      await ended;
    },
  };
}

/** From here on moto refuses what the policies of the caller do not allow. */
export async function enforceIam(endpoint: string): Promise<void> {
  await fetch(`${endpoint}/moto-api/reset-auth`, { method: 'POST', body: '0' });
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/moto-api/data.json`)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error('no free port on the loopback interface');
  }
  return address.port;
}

function killGroup(server: ChildProcess): void {
  if (server.pid !== undefined && server.exitCode === null) {
    try {
      process.kill(-server.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}
