/** A stack with one access, for tests that look at what it deploys. */
import { App, Stack, type StackProps, Stage, TimeZone } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AccessWindow, type EarlyCloseProps, TemporaryAccess, type TemporaryAccessProps } from 'cdk-temporary-access';
import type { Construct } from 'constructs';

/** A part of a template. Tests look into it freely; a wrong guess fails them anyway. */
export type Json = ReturnType<typeof JSON.parse>;

export const LONDON = TimeZone.EUROPE_LONDON;

export function stackOf(props: StackProps = {}): Stack {
  return new Stack(new App(), 'Shop', props);
}

export function roleIn(scope: Construct, id = 'DeployRole'): Role {
  return new Role(scope, id, { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });
}

export const readObjects = (): PolicyStatement =>
  new PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::shop/*'] });

export const nightly = (early: EarlyCloseProps = {}): AccessWindow =>
  AccessWindow.daily({ start: '22:00', end: '06:00', timeZone: LONDON, ...early });

export const saturday = (): AccessWindow =>
  AccessWindow.once({ start: '2026-12-12T07:00', end: '2026-12-12T09:30', timeZone: LONDON });

export function accessIn(scope: Construct, props: Partial<TemporaryAccessProps> = {}, id = 'Release'): TemporaryAccess {
  return new TemporaryAccess(scope, id, {
    role: props.role ?? roleIn(scope),
    purpose: 'Deploy the shop front',
    windows: [nightly()],
    statements: [readObjects()],
    ...props,
  });
}

/** A resource of a template, found by a part of its logical id and its type. */
export function resourceNamed(template: Template, type: string, part: string): Json {
  const found = Object.entries(template.findResources(type)).filter(([id]) => id.includes(part));
  if (found.length !== 1) {
    throw new Error(`expected one ${type} named ${part}, found ${found.map(([id]) => id).join(', ')}`);
  }
  return found[0]![1];
}

/** A warning of the assembly, and the path that it stands on. */
export interface Warned {
  readonly path: string;
  readonly level: string;
  readonly text: string;
}

/** What the assembly tells of a stack, but that its alarms call nobody: few of these stacks have anybody to call. */
export function messagesOf(stack: Stack): Warned[] {
  return Stage.of(stack)!
    .synth({ force: true })
    .getStackArtifact(stack.artifactId)
    .messages.map(({ id, level, entry }) => ({ path: id, level, text: entry.data as string }))
    .filter(({ text }) => !text.includes(':no-alarm-recipients]'));
}

/** The errors with which a stack's app does not synthesize, one each. */
export function problemsOf(stack: Stack): string[] {
  try {
    App.of(stack)?.synth();
  } catch (error) {
    const { message } = error as Error;
    if (!message.startsWith('Validation failed')) {
      throw error;
    }
    return message
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.startsWith('['));
  }
  return [];
}
