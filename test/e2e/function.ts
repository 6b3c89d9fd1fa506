/** A deployed function, called as Lambda would: the packaged bundle in a process of its own, as the function's role. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { type Aws, REGION } from './aws';

const ROOT = join(__dirname, '..', '..');
const BUNDLE = join(ROOT, 'dist', 'lambda', 'index.js');
const RUNTIME = join(__dirname, 'runtime.ts');

/** A line of the function's log. Tests look into it freely; a wrong guess fails them anyway. */
export type Line = ReturnType<typeof JSON.parse>;

export interface Invocation {
  /** What the handler threw, if it did. */
  readonly failed: string | undefined;
  /** What it wrote: records and notes in `message`, metrics under their names. */
  readonly lines: readonly Line[];
}

export interface FunctionSettings {
  readonly handler: string;
  readonly roleArn: string;
  readonly timeoutMs: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface How {
  /** Another address of AWS than moto's own, such as that of a proxy. */
  readonly endpoint?: string;
  /** How much of its time the function has left. */
  readonly remainingMs?: number;
}

export class DeployedFunction {
  private constructor(
    private readonly aws: Aws,
    private readonly settings: FunctionSettings,
    private readonly credentials: Readonly<Record<string, string>>,
  ) {}

  /** Takes on the function's role, as the Lambda service would. */
  static async create(aws: Aws, settings: FunctionSettings): Promise<DeployedFunction> {
    const { Credentials } = await aws.sts.send(
      new AssumeRoleCommand({ RoleArn: settings.roleArn, RoleSessionName: settings.handler }),
    );
    return new DeployedFunction(aws, settings, {
      AWS_ACCESS_KEY_ID: Credentials!.AccessKeyId!,
      AWS_SECRET_ACCESS_KEY: Credentials!.SecretAccessKey!,
      AWS_SESSION_TOKEN: Credentials!.SessionToken!,
    });
  }

  async invoke(event: object, { endpoint, remainingMs }: How = {}): Promise<Invocation> {
    const [, name = ''] = this.settings.handler.split('.');
    const left = remainingMs ?? this.settings.timeoutMs;
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', RUNTIME, BUNDLE, name, String(left)], {
      cwd: ROOT,
      env: {
        ...this.settings.environment,
        ...this.credentials,
        AWS_REGION: REGION,
        AWS_ENDPOINT_URL: endpoint ?? this.aws.endpoint,
        NODE_NO_WARNINGS: '1',
      },
    });
    child.stdin.end(JSON.stringify(event));
    const ended = new Promise<number | null>((done, failed) => {
      child.once('error', failed);
      child.once('close', done);
    });
    const [status, log, crash] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    if (status !== 0) {
      throw new Error(`the function's process ended with status ${String(status)}: ${crash}`);
    }
    const lines = log.split('\n').filter((line) => line !== '');
    const parsed = lines.map((line): Line => JSON.parse(line));
    return {
      failed: parsed.find((line) => line.thrown !== undefined)?.thrown,
      lines: parsed.filter((line) => line.thrown === undefined),
    };
  }
}

/** The names of what happened to accesses, in order. */
export function eventsOf({ lines }: Invocation): string[] {
  return lines.flatMap((line): string[] => (line.event === undefined ? [] : [line.event]));
}

/** The sum that an invocation gave for a metric; undefined where it gave none. */
export function metricOf({ lines }: Invocation, metric: string): number | undefined {
  // What an open or a close measures is there once more, for its access.
  const own = lines.filter((line) => line._aws !== undefined && !('access' in line));
  const given = own.flatMap((line): number[] => [line[metric] ?? []].flat());
  return given.length === 0 ? undefined : given.reduce((sum, one) => sum + one, 0);
}
