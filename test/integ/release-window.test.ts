/** What can be known without an account of the test that needs one: what it deploys, and that its waits are long enough. */
import { readdirSync } from 'node:fs';
import { MINUTE, SECOND } from '../../lib/core/interval';
import { physicalResource } from '../../lib/rehearsal/physical-resource';
import { rehearse } from '../../lib/rehearsal/rehearsal';
import type { OccurrenceReport, RehearsalReport } from '../../lib/rehearsal/report';
import type { Json } from '../lib/fixture';
import { at, removeFolders } from '../lib/rehearsal/assembly-fixture';
import { TASK } from './release-window-stack';
import { readJson, SNAPSHOT, synthesized } from './synthesized';
import { WAITS } from './waits';

let folder: string;

beforeAll(() => {
  folder = synthesized();
});
afterAll(removeFolders);

describe('the snapshot', () => {
  /** What differs between builds and releases, and is no change of what is deployed. */
  const comparable = (template: Json): Json =>
    JSON.parse(
      JSON.stringify(template)
        .replace(/[0-9a-f]{64}(?=\.zip)/g, '<asset>')
        .replace(/("VERSION":)"[^"]+"/g, '$1"<version>"')
        .replace(/("salt":)"\d+"/g, '$1"<salt>"'),
    );
  const templates = readdirSync(SNAPSHOT).filter((file) => file.endsWith('.template.json'));

  test('has the stack and its assertions', () => {
    expect(templates).toEqual(readdirSync(folder).filter((file) => file.endsWith('.template.json')));
    expect(templates).toHaveLength(2);
    expect(readJson(SNAPSHOT, 'integ.json')).toEqual(readJson(folder, 'integ.json'));
  });

  test.each(templates)('says what %s deploys; where it does not: npm run integ:snapshot, and read the diff', (file) => {
    expect(comparable(readJson(SNAPSHOT, file))).toEqual(comparable(readJson(folder, file)));
  });

  test('holds nothing of a machine or a build', () => {
    expect(readdirSync(SNAPSHOT).filter((file) => /^asset\.|tree|metadata/.test(file))).toEqual([]);
  });
});

describe('in the rehearsal, what is asserted', () => {
  const DEPLOYED = at('2026-12-01T10:03:00Z');
  const STARTED = at('2026-12-01T10:12:00Z');
  const DONE = STARTED + TASK.toMilliseconds();
  let report: RehearsalReport;

  const occurrencesOf = (id: string): readonly OccurrenceReport[] =>
    report.accesses.find((access) => access.id === id)!.occurrences;
  const told = (time: number, status: string): Json => {
    const { Resources: resources } = readJson(folder, 'TemporaryAccessRelease.template.json');
    const [logicalId] = Object.keys(resources).filter(
      (id) => resources[id].Type === 'AWS::StepFunctions::StateMachine',
    );
    const { ref } = physicalResource(
      'AWS::StepFunctions::StateMachine',
      logicalId!,
      {},
      {
        partition: 'aws',
        account: '123456789012',
        region: 'us-east-1',
        stackName: 'TemporaryAccessRelease',
      },
    );
    const detail = { executionArn: `${ref.replace('stateMachine', 'execution')}:one`, stateMachineArn: ref, status };
    return {
      at: time,
      event: { source: 'aws.states', 'detail-type': 'Step Functions Execution Status Change', detail },
    };
  };

  beforeAll(async () => {
    report = await rehearse({
      folder,
      from: DEPLOYED,
      until: at('2026-12-01T10:40:00Z'),
      seed: 1,
      signals: [told(STARTED, 'RUNNING'), told(DONE, 'SUCCEEDED')],
    });
  });

  test('happens, and breaks no invariant', () => {
    expect(report.violations).toEqual([]);
    expect(report.signals).toMatchObject({ opens: 1, closes: 1, unmatched: [], refused: [], unplayable: [] });
    expect(report.alarms ?? []).toEqual([]);
    expect(occurrencesOf('ReleaseAccess')).toHaveLength(4);
    expect(occurrencesOf('PipelineAccess')).toHaveLength(1);
  });

  const waited = ({ totalTimeout }: { readonly totalTimeout: { toMilliseconds(): number } }): number =>
    totalTimeout.toMilliseconds();

  test('is open before the assertion gives up, whenever the stack is deployed', () => {
    const opened = occurrencesOf('ReleaseAccess').map(({ attachedAt }) => at(attachedAt!));
    const longest = Math.max(...opened.slice(1).map((time, index) => time - opened[index]!));
    expect(longest + MINUTE).toBeLessThan(waited(WAITS.open));
  });

  test('is closed before the assertion gives up, also where only a sweep closes', () => {
    const lengths = occurrencesOf('ReleaseAccess').map(
      ({ attachedAt, detachedAt }) => at(detachedAt!) - at(attachedAt!),
    );
    expect(Math.max(...lengths)).toBeGreaterThan(4 * MINUTE);
    expect(Math.max(...lengths) + 5 * MINUTE + 75 * SECOND).toBeLessThan(waited(WAITS.closed));
  });

  test('is verified before the assertion gives up', () => {
    const proofs = ['ReleaseAccess', 'PipelineAccess']
      .flatMap(occurrencesOf)
      .map(({ detachedAt, verifiedAt }) => at(verifiedAt!) - at(detachedAt!));
    expect(2 * Math.max(...proofs)).toBeLessThan(waited(WAITS.verified));
  });

  test('is long enough to be seen: what the task opens stands while somebody looks twice', () => {
    const [occurrence] = occurrencesOf('PipelineAccess');
    const { attachedAt, detachedAt, closedEarly } = occurrence!;
    expect(closedEarly).toBeDefined();
    const looks = WAITS.open.interval.toMilliseconds() + WAITS.decided.interval.toMilliseconds();
    expect(at(detachedAt!) - at(attachedAt!)).toBeGreaterThan(4 * looks);
    expect(at(detachedAt!) - DONE).toBeLessThan(MINUTE);
  });

  test('is long enough to be seen: a queue that is purged while a window is open forgets before it closes', () => {
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
    const purge = MINUTE;
    const shortest = Math.min(
      ...occurrencesOf('ReleaseAccess')
        .slice(1)
        .map(({ attachedAt, detachedAt }) => at(detachedAt!) - at(attachedAt!)),
    );
    const decided = 4 * WAITS.decided.interval.toMilliseconds();
    expect(WAITS.open.interval.toMilliseconds() + decided + purge).toBeLessThan(shortest);
  });
});
