/** What a template says of leaving: all of it goes but what was asked to stay, and nothing comes up beside it at run time. */
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AccessController, AccessEventArchive } from 'cdk-temporary-access';
import { everythingStack } from './fixtures/everything-app';
import { accessIn, type Json, stackOf } from './lib/fixture';

/** `AWS::S3::Bucket ArchiveBucket…`, of all that CloudFormation would leave behind. */
function staying(stack: Stack): string[] {
  const { Resources: resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, Json> };
  return Object.entries(resources)
    .filter(([, { DeletionPolicy, UpdateReplacePolicy }]) =>
      [DeletionPolicy, UpdateReplacePolicy].some((policy) => policy !== undefined && policy !== 'Delete'),
    )
    .map(([id, { Type, DeletionPolicy, UpdateReplacePolicy }]) => {
      const short = id.replace(/[0-9A-F]{8}$/, '');
      return `${Type as string} ${short}: ${DeletionPolicy as string}, ${UpdateReplacePolicy as string}`;
    })
    .sort();
}

describe('of a stack with everything that the library makes', () => {
  const stack = everythingStack();
  const template = Template.fromStack(stack);
  const functions = Object.entries(template.findResources('AWS::Lambda::Function'));

  test('nothing stays but the bucket of the archive', () => {
    expect(staying(stack)).toEqual(['AWS::S3::Bucket ArchiveBucket: Retain, Retain']);
  });

  test('each function writes into a log group of the stack', () => {
    const groups = Object.keys(template.findResources('AWS::Logs::LogGroup'));
    const used = functions.map(([, { Properties }]) => Properties.LoggingConfig?.LogGroup?.Ref as string);
    expect(used.sort()).toEqual(groups.sort());
    expect(functions.length).toBeGreaterThan(2);
  });

  test('no role may make a log group, so none comes back once it is deleted', () => {
    const text = JSON.stringify(template.toJSON());
    expect(text).toContain('logs:CreateLogStream');
    expect(text.match(/logs:CreateLogGroup|"logs:\*"|AWSLambdaBasicExecutionRole/g)).toBeNull();
  });

  test('no log group has a name of ours, which the next stack would meet', () => {
    const groups = Object.values(template.findResources('AWS::Logs::LogGroup'));
    expect(groups.filter(({ Properties }) => 'LogGroupName' in (Properties as object))).toEqual([]);
  });

  test('each schedule is in the group that goes with the stack, as those made at run time are', () => {
    const [group] = Object.keys(template.findResources('AWS::Scheduler::ScheduleGroup'));
    const schedules = Object.values(template.findResources('AWS::Scheduler::Schedule'));
    expect(schedules.length).toBeGreaterThan(3);
    expect(schedules.filter(({ Properties }) => Properties.GroupName?.Ref !== group)).toEqual([]);
  });
});

describe('keepLogs', () => {
  const kept = ['Closer', 'Opener'].map(
    (name) => `AWS::Logs::LogGroup CdkTemporaryAccessController${name}Logs: RetainExceptOnCreate, Retain`,
  );

  test('makes the logs of the two functions stay, and nothing else, with their retention', () => {
    const stack = stackOf();
    accessIn(stack);
    new AccessController(stack, 'Mine', { keepLogs: true, logRetention: RetentionDays.TWO_YEARS });
    new AccessEventArchive(stack, 'Archive');
    expect(staying(stack)).toEqual([...kept, 'AWS::S3::Bucket ArchiveBucket: Retain, Retain']);
    Template.fromStack(stack).resourcePropertiesCountIs('AWS::Logs::LogGroup', { RetentionInDays: 731 }, 2);
  });

  test('holds whether the accesses come before it or after it', () => {
    const stack = stackOf();
    new AccessController(stack, 'Mine', { keepLogs: true });
    accessIn(stack);
    expect(staying(stack)).toEqual(kept);
  });

  test.each([undefined, false])('is not asked for by %p', (keepLogs) => {
    const stack = stackOf();
    accessIn(stack);
    new AccessController(stack, 'Mine', keepLogs === undefined ? {} : { keepLogs });
    expect(staying(stack)).toEqual([]);
  });
});
