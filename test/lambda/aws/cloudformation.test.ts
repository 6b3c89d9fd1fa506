import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { cloudFormation } from '../../../lambda/aws/cloudformation';

let server: Server;
let status: number;
let seen: { readonly request: IncomingMessage; readonly body: string }[];
let address: string;

beforeEach(async () => {
  status = 200;
  seen = [];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      seen.push({ request, body });
      response.writeHead(status).end('in the words of S3');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?X-Amz-Signature=signature`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

test('puts the answer where the request said, with an empty content type as the address is signed', async () => {
  await cloudFormation().respond(address, '{"Status":"SUCCESS"}');

  expect(seen).toHaveLength(1);
  const [{ request, body }] = seen as [(typeof seen)[0]];
  expect([request.method, request.url]).toEqual(['PUT', '/answer?X-Amz-Signature=signature']);
  expect(request.headers['content-type']).toBe('');
  expect(request.headers['content-length']).toBe('20');
  expect(body).toBe('{"Status":"SUCCESS"}');
});

test.each([
  [500, 'unavailable'],
  [503, 'unavailable'],
  [403, 'unknown'],
  [400, 'unknown'],
  [304, 'unknown'],
])('fails on status %i as %s', async (answered, failure) => {
  status = answered;

  await expect(cloudFormation().respond(address, '{}')).rejects.toMatchObject({
    failure,
    message: `cloudformation response: HTTP ${answered}`,
  });
});

test('fails as unavailable when nobody answers, and does not tell the signed address', async () => {
  await new Promise((done) => server.close(done));

  const failure: unknown = await cloudFormation()
    .respond(address, '{}')
    .catch((error: unknown) => error);

  expect(failure).toMatchObject({ failure: 'unavailable' });
  expect(String(failure)).not.toContain('signature');
});
