/**
 * Stands between the command line and moto, for what moto does not do.
 *
 * What its CloudFormation did not make is added to the list of the stack's resources; what was put on an event bus is
 * handed on to the test, under the id that moto gave it. Everything else is passed on as it is.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request as forward, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { OutgoingEvent, StackResource } from '../../lib/operate/account';

export interface Additions {
  readonly resources: readonly StackResource[];
  readonly onEvent: (event: OutgoingEvent, id: string) => void;
  /** Answers in moto's place what moto cannot. */
  readonly answer?: (asked: Asked) => Answer | undefined;
}

/** One request, as it came. */
export interface Asked {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

interface PutEvents {
  readonly Entries: readonly { Source: string; DetailType: string; Detail: string; EventId: string }[];
}

/** Answers its address. */
export async function startGateway(target: string, additions: Additions): Promise<string> {
  const server = createServer((request, response) => {
    pass(request, response).catch(() => {
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await text(request);
    const { method, headers, url = '/' } = request;
    const own = additions.answer?.({ url, headers, body: asked });
    if (own !== undefined) {
      response.writeHead(own.status).end(own.body);
      return;
    }
    const onward = forward(new URL(url, target), { method, headers }).end(asked);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    const answered = changed(asked, await text(answer));
    response.writeHead(answer.statusCode ?? 502, headersOf(answer)).end(answered);
    if (headers['x-amz-target'] === 'AWSEvents.PutEvents' && answer.statusCode === 200) {
      handOn(JSON.parse(asked) as PutEvents, JSON.parse(answered) as PutEvents);
    }
  }

  function changed(asked: string, answered: string): string {
    return asked.includes('Action=ListStackResources')
      ? answered.replace('</StackResourceSummaries>', `${additions.resources.map(memberOf).join('')}$&`)
      : answered;
  }

  function handOn({ Entries: sent }: PutEvents, { Entries: taken }: PutEvents): void {
    sent.forEach(({ Source: source, DetailType: detailType, Detail }, index) => {
      const { EventId: id = '' } = taken[index] ?? {};
      additions.onEvent({ source, detailType, detail: JSON.parse(Detail) as object }, id);
    });
  }
}

/** What was answered may have grown. */
function headersOf({ headers }: IncomingMessage): IncomingMessage['headers'] {
  const ofLength = ['content-length', 'transfer-encoding'];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofLength.includes(name)));
}

function memberOf({ type, logicalId, physicalId }: StackResource): string {
  return (
    `<member><ResourceType>${type}</ResourceType><LogicalResourceId>${logicalId}</LogicalResourceId>` +
    `<PhysicalResourceId>${physicalId}</PhysicalResourceId><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>`
  );
}
