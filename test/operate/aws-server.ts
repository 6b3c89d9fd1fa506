/** A server that plays the few calls by which the SDK comes to credentials, and says whose key each call was signed with. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
}

/** What a call looks like: its path, its form, and the access key that signed it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly target: string | undefined;
  /** Whether the caller waits for the function that it invokes. */
  readonly invocation: string | undefined;
  readonly signedWith: string | undefined;
}

export class AwsServer {
  readonly asked: Asked[] = [];

  private constructor(
    private readonly server: Server,
    readonly endpoint: string,
  ) {}

  static async start(answer: (asked: Asked) => Answer | undefined): Promise<AwsServer> {
    const server = createServer((request, response) => {
      void handle(request, response);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const started = new AwsServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);

    async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const asked: Asked = {
        method: request.method ?? '',
        path: request.url ?? '',
        body: await text(request),
        target: request.headers['x-amz-target'] as string | undefined,
        invocation: request.headers['x-amz-invocation-type'] as string | undefined,
        signedWith: /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1],
      };
      started.asked.push(asked);
      const { status = 200, type = 'application/json', body } = answer(asked) ?? { status: 404, body: '{}' };
      response.writeHead(status, { 'content-type': type }).end(body);
    }
    return started;
  }

  stop(): Promise<void> {
    return new Promise((done) => {
      this.server.close(() => {
        done();
      });
      this.server.closeAllConnections();
    });
  }
}
