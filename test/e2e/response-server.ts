/** The presigned addresses at which CloudFormation waits for the answers of custom resources, over real HTTP. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}

export class ResponseServer {
  private readonly answers = new Map<string, Answer>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ResponseServer> {
    const server = createServer();
    const responses = new ResponseServer(server);
    server.on('request', (request, response) => {
      void text(request).then((body) => {
        // The address is signed for an empty content type; S3 refuses any other.
        const refused = request.method !== 'PUT' || (request.headers['content-type'] ?? '') !== '';
        if (!refused) {
          responses.answers.set(request.url ?? '', JSON.parse(body) as Answer);
        }
        response.writeHead(refused ? 403 : 200).end();
      });
    });
    server.listen(0, '127.0.0.1').unref();
    await once(server, 'listening');
    return responses;
  }

  urlOf(requestId: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${requestId}`;
  }

  answerTo(requestId: string): Answer | undefined {
    return this.answers.get(`/${requestId}`);
  }
}
