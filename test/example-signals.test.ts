/** Who opens and what closes, in the example apps: as they declare it, and on the events that AWS documents. */
import { eventMatches } from '../lib/rehearsal/signals/event-pattern';
import { EXAMPLE_NAMES, type ExampleName, exampleStack } from './example-apps';
import type { Json } from './lib/fixture';
import { EVERY_SAMPLE, handedOn, readAs, rulesOf, sample, windowsOf } from './lib/signals/deployed-rules';

/** Who opens each access on demand, what closes it, and for how long it is open at most. */
const DECLARED: Readonly<Record<ExampleName, { readonly access: string; readonly window: object }>> = {
  'release-window': {
    access: 'PipelineAccess',
    window: {
      opensOn: ['an execution of pipeline WarehouseRelease starts'],
      closesOn: ['an execution of pipeline WarehouseRelease is over'],
      maxMinutes: 60,
      within: 'Tuesdays and Thursdays 20:00-22:00 Europe/London',
    },
  },
  'secret-rotation': {
    access: 'PartnerSyncAccess',
    window: {
      opensOn: ['the rotation of secret PartnerKey starts'],
      closesOn: ['the rotation of secret PartnerKey is over'],
      maxMinutes: 15,
    },
  },
  'agent-tool': {
    access: 'RefundAccess',
    window: {
      opensOn: ['a request through the request bus, by ${CaseManagement.Arn}'],
      closesOn: ['a request through the request bus, by ${CaseManagement.Arn}'],
      maxMinutes: 30,
      cooldownMinutes: 60,
    },
  },
  'break-glass': {
    access: 'IncidentAccess',
    window: {
      opensOn: ['an incident of severity 1 is opened, by ${IncidentTool.Arn}', 'alarm FailedPayments goes off'],
      closesOn: [
        'an incident is resolved, by ${IncidentTool.Arn}',
        'alarm FailedPayments is in order again',
        'a request through the request bus, by ${IncidentTool.Arn}',
      ],
      maxMinutes: 240,
      breakGlass: true,
    },
  },
  'artifact-signing': {
    access: 'SigningAccess',
    window: {
      opensOn: ['a build of project Signer starts'],
      closesOn: ['a build of project Signer is over'],
      maxMinutes: 30,
    },
  },
};

test.each(EXAMPLE_NAMES)('%s says who opens, what closes, and for how long at most', (name) => {
  const { access, window } = DECLARED[name];
  const [declared] = windowsOf(exampleStack(name).stack, access) as Json;
  const inWords = (signals: Json[]): string[] =>
    signals.map(({ words, requesters }) =>
      [words, ...(requesters ?? []).map((arn: string) => `by ${arn.replace(/[0-9A-F]{8}(?=\.)/, '')}`)].join(', '),
    );
  const { opensOn, closesOn, maxMinutes, cooldownMinutes, breakGlass, within } = declared;
  const said = { opensOn: inWords(opensOn), closesOn: inWords(closesOn), maxMinutes, cooldownMinutes, breakGlass };
  expect({ ...said, within: within?.words }).toEqual(window);
});

/** What the example's resources are called in the documented events, and which of these open and close. */
const ON_EVENTS: Readonly<
  Record<
    ExampleName,
    {
      readonly deployedAs: Record<string, string>;
      readonly opens: readonly string[];
      readonly closes: readonly string[];
    }
  >
> = {
  'release-window': {
    deployedAs: { WarehouseWarehouseRelease: 'myPipeline' },
    opens: ['codepipeline-started', 'codepipeline-resumed'],
    closes: ['succeeded', 'failed', 'canceled', 'stopped', 'superseded'].map((state) => `codepipeline-${state}`),
  },
  'secret-rotation': {
    deployedAs: { PartnerKey: 'arn:aws:secretsmanager:us-west-2:123456789012:secret:Appuser-pyodbc-WoDpmU' },
    opens: ['secrets-manager-rotation-started'],
    closes: ['succeeded', 'failed', 'abandoned'].map((end) => `secrets-manager-rotation-${end}`),
  },
  'agent-tool': {
    deployedAs: {},
    opens: ['request-open'],
    closes: ['request-close'],
  },
  'break-glass': {
    deployedAs: { FailedPayments: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:ServerCpuTooHigh' },
    opens: ['incident-opened', 'cloudwatch-alarm-raised'],
    closes: ['incident-resolved', 'cloudwatch-alarm-cleared', 'request-close'],
  },
  'artifact-signing': {
    deployedAs: { Signer: 'my-sample-project' },
    opens: ['codebuild-in-progress'],
    closes: ['succeeded', 'failed', 'stopped', 'timed-out', 'fault'].map((status) => `codebuild-${status}`),
  },
};

test.each(EXAMPLE_NAMES)('%s opens and closes on the documented events, and on no others', (name) => {
  const { stack } = exampleStack(name);
  const { deployedAs, opens, closes } = ON_EVENTS[name];
  const rules = rulesOf(stack, deployedAs);
  const found = EVERY_SAMPLE.flatMap((event) => {
    const sent = sample(event);
    // The requests among them are to another access.
    sent.source = sent.source.replace('ReleaseAccess', DECLARED[name].access);
    return rules
      .filter(({ pattern }) => eventMatches(pattern, sent))
      .map((rule) => {
        const asked = handedOn(rule, sent);
        expect(readAs(stack, asked)).toMatchObject({ id: sent.id, correlation: expect.any(String) });
        return `${event} ${asked.event} ${rule.calls}`;
      });
  });
  const expected = [...opens.map((event) => `${event} open opener`), ...closes.map((event) => `${event} close closer`)];
  expect(found.sort()).toEqual(expected.sort());
});
