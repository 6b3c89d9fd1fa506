import { IAMClient } from '@aws-sdk/client-iam';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ONE_ATTEMPT } from '../../../lambda/aws/clients';
import { rolesOf } from '../../../lambda/aws/iam';

let server: Server;
let requests: number;

beforeEach(async () => {
  requests = 0;
  server = createServer((_request, response) => {
    requests++;
    response.writeHead(503).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

test('a call is made once: to try again is for the handler, which knows how long it may', async () => {
  const iam = new IAMClient({
    ...ONE_ATTEMPT,
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  });

  await expect(rolesOf(iam).attachedPage('deployer', undefined)).rejects.toMatchObject({ failure: 'unavailable' });

  expect(requests).toBe(1);
});

test('no wait of the SDK is without a bound', () => {
  expect(ONE_ATTEMPT.requestHandler).toEqual({
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    throwOnRequestTimeout: true,
  });
});
