/** The bundle finds credentials wherever the AWS SDK does: nothing of its default chain got lost in bundling. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Answer, type Asked, AwsServer } from './aws-server';

const BUNDLE = join(__dirname, '..', '..', 'dist', 'operate', 'index.js');
const LATER = '2099-01-01T00:00:00Z';
const SCRIPT = `
const { connect } = require(${JSON.stringify(BUNDLE)});
connect(JSON.parse(process.argv[1])).identity().then(
  ({ arn }) => console.log(arn),
  ({ failure, message }) => console.log(failure + ': ' + message),
);`;

let server: AwsServer;
let home: string;
beforeAll(async () => {
  server = await AwsServer.start(answer);
});
afterAll(() => server.stop());
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'home-'));
  mkdirSync(join(home, '.aws', 'sso', 'cache'), { recursive: true });
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

function answer({ path, body }: Asked): Answer | undefined {
  const keys = (accessKeyId: string): object => ({ accessKeyId, secretAccessKey: 'secret', sessionToken: 'token' });
  const Keys = (AccessKeyId: string): object => ({
    ...{ Code: 'Success', AccessKeyId, SecretAccessKey: 'secret', Token: 'token', Expiration: LATER },
  });
  const form = new URLSearchParams(body);
  if (form.get('Action') === 'GetCallerIdentity') {
    const signedWith = server.asked.at(-1)?.signedWith ?? 'nobody';
    return sts('GetCallerIdentity', `<Arn>${signedWith}</Arn><Account>1</Account><UserId>u</UserId>`);
  }
  const assumed = /^AssumeRole/.exec(form.get('Action') ?? '');
  if (assumed !== null) {
    const action = form.get('Action') ?? '';
    return sts(
      action,
      `<Credentials><AccessKeyId>${action}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>` +
        `<SessionToken>t</SessionToken><Expiration>${LATER}</Expiration></Credentials>`,
    );
  }
  if (path.startsWith('/federation/credentials')) {
    return { body: JSON.stringify({ roleCredentials: { ...keys('Sso'), expiration: Date.parse(LATER) } }) };
  }
  switch (path) {
    case '/container':
      return { body: JSON.stringify(Keys('Container')) };
    case '/latest/api/token':
      return { type: 'text/plain', body: 'token' };
    case '/latest/meta-data/iam/security-credentials/':
      return { type: 'text/plain', body: 'role' };
    case '/latest/meta-data/iam/security-credentials/role':
      return { body: JSON.stringify(Keys('Instance')) };
    default:
      return undefined;
  }
}

function sts(action: string, result: string): Answer {
  return {
    type: 'text/xml',
    body: `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${result}</${action}Result></${action}Response>`,
  };
}

/** The access key with which a call was signed, or why there was none. */
async function signedBy(
  environment: Record<string, string>,
  connection: object = { region: 'eu-west-1' },
): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', SCRIPT, JSON.stringify(connection)], {
    env: {
      ...{ PATH: process.env['PATH'] ?? '', HOME: home, AWS_EC2_METADATA_DISABLED: 'true' },
      ...{ AWS_ENDPOINT_URL_STS: server.endpoint, AWS_ENDPOINT_URL_SSO: server.endpoint },
      ...environment,
    },
  });
  return stdout.trim();
}

const config = (...lines: string[]): void => {
  writeFileSync(join(home, '.aws', 'config'), lines.join('\n'));
};
const KEYS = ['aws_access_key_id = Profile', 'aws_secret_access_key = secret'];

test('from the environment', async () => {
  expect(await signedBy({ AWS_ACCESS_KEY_ID: 'Environment', AWS_SECRET_ACCESS_KEY: 'secret' })).toBe('Environment');
});

test('from the profile of --profile, also where the environment has others', async () => {
  config('[profile ops]', 'region = eu-west-1', ...KEYS);
  const environment = { AWS_ACCESS_KEY_ID: 'Environment', AWS_SECRET_ACCESS_KEY: 'secret' };
  expect(await signedBy(environment, { profile: 'ops' })).toBe('Profile');
});

test('from the profile of AWS_PROFILE, with its region', async () => {
  config('[profile ops]', 'region = eu-west-1', ...KEYS);
  expect(await signedBy({ AWS_PROFILE: 'ops' }, {})).toBe('Profile');
});

test('from a role that a profile assumes', async () => {
  config(
    '[default]',
    ...KEYS,
    '[profile ops]',
    'role_arn = arn:aws:iam::111122223333:role/ops',
    'source_profile = default',
  );
  expect(await signedBy({ AWS_PROFILE: 'ops' })).toBe('AssumeRole');
});

test('from a program that a profile names', async () => {
  const keys = JSON.stringify({ Version: 1, AccessKeyId: 'Process', SecretAccessKey: 'secret' });
  config('[default]', `credential_process = echo '${keys}'`);
  expect(await signedBy({})).toBe('Process');
});

test('from a session of SSO', async () => {
  config(
    ...['[default]', 'sso_session = ours', 'sso_account_id = 111122223333', 'sso_role_name = Developer'],
    ...['[sso-session ours]', 'sso_region = eu-west-1', 'sso_start_url = https://ours.awsapps.com/start'],
  );
  const cache = `${createHash('sha1').update('ours').digest('hex')}.json`;
  writeFileSync(join(home, '.aws', 'sso', 'cache', cache), JSON.stringify({ accessToken: 'token', expiresAt: LATER }));
  expect(await signedBy({})).toBe('Sso');
});

test('from a web identity, as jobs of CI have it', async () => {
  writeFileSync(join(home, 'token'), 'token');
  const environment = {
    AWS_WEB_IDENTITY_TOKEN_FILE: join(home, 'token'),
    AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/ci',
  };
  expect(await signedBy(environment)).toBe('AssumeRoleWithWebIdentity');
});

test('from the container', async () => {
  expect(await signedBy({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${server.endpoint}/container` })).toBe('Container');
});

test('from the instance', async () => {
  const environment = { AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: server.endpoint };
  expect(await signedBy(environment)).toBe('Instance');
});

describe('says what is missing', () => {
  test('where nobody has signed in', async () => {
    expect(await signedBy({})).toMatch(/^no-credentials: /);
  });

  test('where there is no such profile', async () => {
    expect(await signedBy({}, { region: 'eu-west-1', profile: 'nobody' })).toMatch(/^no-credentials: /);
  });

  test('where the session of SSO has run out', async () => {
    config(
      ...['[default]', 'sso_session = ours', 'sso_account_id = 111122223333', 'sso_role_name = Developer'],
      ...['[sso-session ours]', 'sso_region = eu-west-1', 'sso_start_url = https://ours.awsapps.com/start'],
    );
    expect(await signedBy({})).toMatch(/^(no-credentials|expired): .*aws sso login/);
  });

  test('where no region is named', async () => {
    const environment = { AWS_ACCESS_KEY_ID: 'Environment', AWS_SECRET_ACCESS_KEY: 'secret' };
    expect(await signedBy(environment, {})).toMatch(/^no-region: /);
  });
});
