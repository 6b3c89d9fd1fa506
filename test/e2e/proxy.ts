/**
 * A proxy in front of moto that lets calls fail as AWS lets them fail.
 *
 * A fault strikes one operation, for a number of calls. Errors have the status, the headers and the body that AWS
 * documents, in the protocol of the service, so that the handler's own SDK has to make sense of them.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request as forward, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

export type Fault =
  /** AWS answers with an error, and does nothing. */
  | { readonly error: string; readonly status: number }
  /** The connection is reset before AWS has seen the call, or after it has done what was asked. */
  | { readonly reset: 'before' | 'after' }
  /** The answer takes its time. */
  | { readonly slowMs: number };

/** As IAM and STS throttle, which is a 400; Scheduler's is a 429. */
export const THROTTLED: Fault = { error: 'Throttling', status: 400 };
export const SCHEDULER_THROTTLED: Fault = { error: 'ThrottlingException', status: 429 };
export const FAILING: Fault = { error: 'ServiceFailure', status: 500 };
export const UNAVAILABLE: Fault = { error: 'ServiceUnavailable', status: 503 };
export const QUOTA_FULL: Fault = { error: 'LimitExceeded', status: 409 };
export const BUSY: Fault = { error: 'ConcurrentModification', status: 409 };
export const DENIED: Fault = { error: 'AccessDenied', status: 403 };

interface Strike {
  readonly operation: string;
  readonly fault: Fault;
  left: number;
}

export class FaultyProxy {
  /** Every operation that was called, in order. */
  readonly calls: string[] = [];
  private readonly strikes: Strike[] = [];

  private constructor(
    private readonly server: Server,
    private readonly target: string,
  ) {}

  static async start(target: string): Promise<FaultyProxy> {
    const server = createServer();
    const proxy = new FaultyProxy(server, target);
    server.on('request', (request, response) => {
      proxy.pass(request, response).catch(() => {
        response.destroy();
      });
    });
    server.listen(0, '127.0.0.1').unref();
    await once(server, 'listening');
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Lets the next calls of an operation fail; all of them, unless told how many. */
  strike(operation: string, fault: Fault, times = Infinity): this {
    this.strikes.push({ operation, fault, left: times });
    return this;
  }

  heal(): void {
    this.strikes.splice(0);
  }

  count(operation: string): number {
    return this.calls.filter((one) => one === operation).length;
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const operation = operationOf(request, body);
    this.calls.push(operation);
    const strike = this.strikes.find((one) => one.operation === operation && one.left > 0);
    if (strike !== undefined) {
      strike.left--;
    }
    const fault = strike?.fault ?? { slowMs: 0 };
    if ('error' in fault) {
      answerWithError(response, request, fault);
      return;
    }
    if ('reset' in fault && fault.reset === 'before') {
      request.socket.resetAndDestroy();
      return;
    }
    const answer = await this.served(request, body);
    if ('reset' in fault) {
      request.socket.resetAndDestroy();
      return;
    }
    await sleep(fault.slowMs);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  private async served(
    { method, url, headers }: IncomingMessage,
    body: Buffer,
  ): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> {
    const onward = forward(new URL(url ?? '/', this.target), { method, headers }).end(body);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    return { status: answer.statusCode ?? 502, headers: answer.headers, body: await buffer(answer) };
  }
}

/** IAM and STS name the operation in the body; Scheduler is only ever asked for schedules. */
function operationOf({ method, url, headers }: IncomingMessage, body: Buffer): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    return target.split('.').at(-1) ?? target;
  }
  if (url?.startsWith('/schedules/') === true) {
    return method === 'GET' ? 'GetSchedule' : `${method ?? ''} schedule`;
  }
  return new URLSearchParams(body.toString()).get('Action') ?? `${method ?? ''} ${url ?? ''}`;
}

function answerWithError(
  response: ServerResponse,
  { url }: IncomingMessage,
  { error, status }: { readonly error: string; readonly status: number },
): void {
  if (url?.startsWith('/schedules/') === true) {
    response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': error });
    response.end(JSON.stringify({ Message: error }));
    return;
  }
  const type = status >= 500 ? 'Receiver' : 'Sender';
  response.writeHead(status, { 'content-type': 'text/xml' });
  response.end(
    `<ErrorResponse><Error><Type>${type}</Type><Code>${error}</Code><Message>${error}</Message></Error>` +
      '<RequestId>00000000-0000-4000-8000-000000000000</RequestId></ErrorResponse>',
  );
}
