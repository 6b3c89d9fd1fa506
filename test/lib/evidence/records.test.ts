import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { telemetryOf } from '../../../lambda/telemetry';
import { eventOf } from '../../../lib/core/access-events';
import type { AccessRecord } from '../../../lib/core/world';
import { jsonObjects } from '../../../lib/evidence/json-objects';
import { LogFileError, readLogFiles } from '../../../lib/evidence/log-files';
import { Records } from '../../../lib/evidence/records';
import { catchLines } from '../../lambda/written-lines';
import { emptyFolder, removeFolders } from '../rehearsal/assembly-fixture';
import { at, EVENING, ROLE, WRITE } from './story';

afterAll(removeFolders);

const REQUEST = {
  ...{ request: 'r-1', correlation: 'INC-7', requestedAt: '2026-12-01T19:59:58Z' },
  ...{ requestedBy: 'pager', requestReason: 'hotfix' },
};
const OPENED: AccessRecord = {
  ...{ event: 'opened', trigger: 'request', at: at('20:00:12'), access: 'release', purpose: 'Release train' },
  ...{ role: ROLE, policies: [WRITE], awsRequestIds: ['attach-1'], reason: 'attached already', ...REQUEST, ...EVENING },
};

/** As the functions write it. */
function line(record: AccessRecord): string {
  const lines = catchLines();
  telemetryOf('Shop').record(record);
  jest.restoreAllMocks();
  return lines[0] ?? '';
}

/** As EventBridge delivers it. */
function event(record: AccessRecord): object {
  const { detailType, detail, resources } = eventOf(record, { name: 'Shop', version: '1.0.0' })!;
  return {
    ...{ version: '0', id: 'e-1', 'detail-type': detailType, source: 'temporary-access', account: '111122223333' },
    ...{ time: '2026-12-01T20:00:12Z', region: 'eu-west-1', resources, detail },
  };
}

function read(...texts: string[]): Records {
  const records = new Records();
  texts.forEach((text, index) => {
    records.take(`source ${index + 1}`, text);
  });
  return records;
}

function problems(...texts: string[]): string[] {
  return read(...texts).sources.flatMap(({ unreadable }) => unreadable.map(({ why }) => why));
}

describe('a record', () => {
  test('is the same from a log and from an event', () => {
    const [fromLog, fromEvent] = [read(line(OPENED)).all, read(JSON.stringify(event(OPENED))).all];
    expect(fromLog).toMatchObject([{ ...OPENED, controller: 'Shop', witness: 'log' }]);
    expect(fromEvent).toEqual([{ ...OPENED, controller: 'Shop', witness: 'event' }]);
  });

  test('that was said several times counts once, and the log says more', () => {
    const { all, sources } = read(JSON.stringify(event(OPENED)), `${line(OPENED)}\n${line(OPENED)}`);
    expect(all).toMatchObject([{ witness: 'log' }]);
    expect(sources).toEqual([
      { name: 'source 1', records: 1, unreadable: [] },
      { name: 'source 2', records: 2, unreadable: [] },
    ]);
  });

  test('of a residual right comes with its findings', () => {
    const residual = {
      findings: [{ policy: WRITE, action: 's3:PutObject', resource: '*', allowedBy: ['Admin'] }],
      notAsked: [],
    };
    const told: AccessRecord = { ...OPENED, event: 'residual', residual };
    expect(read(JSON.stringify(event(told))).all).toMatchObject([{ event: 'residual', residual }]);
    expect(read(line(told)).all).toMatchObject([{ event: 'residual', residual }]);
  });

  test('is found in whatever wraps a line', () => {
    const one = line(OPENED);
    const wrapped = [
      JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: [{ id: '1', message: one }] }),
      JSON.stringify({ events: [{ logStreamName: 's', message: `${one}\n` }] }, undefined, 2),
      `2026-12-01T20:00:12.345Z ${one}`,
    ];
    wrapped.forEach((text) => {
      expect(read(text).all).toHaveLength(1);
    });
  });
});

test('what else stands in a log is none of ours', () => {
  const others = [
    'START RequestId: 1 Version: $LATEST',
    'REPORT RequestId: 1 Duration: 3 ms',
    '{"_aws":{"Timestamp":1},"service":"Shop","Opened":1}',
    '{"level":"WARN","message":"cannot detach","service":"Shop","access":"release","policy":"p"}',
    '{"level":"INFO","message":"hello","event":"started","access":"theirs"}',
    '{"source":"aws.ec2","detail-type":"Access Opened","detail":{}}',
    '["a list"]',
    '',
  ];
  const { all, sources } = read(others.join('\r\n'));
  expect(all).toEqual([]);
  expect(sources).toEqual([{ name: 'source 1', records: 0, unreadable: [] }]);
});

describe('what cannot be read is told', () => {
  const broken = (change: object): string => JSON.stringify({ ...(JSON.parse(line(OPENED)) as object), ...change });

  test.each([
    ['a line without a time', broken({ at: undefined }), /^at: /],
    ['a time that is none', broken({ at: 'yesterday' }), /^at: expected a UTC instant/],
    ['a record of no policy', broken({ policies: [] }), /^policies/],
    ['a line of a newer version', broken({ event: 'paused', message: 'paused' }), /^event: written by a newer version/],
    ['an event of a newer version', JSON.stringify({ ...event(OPENED), 'detail-type': 'Paused' }), /newer version/],
    [
      'an event of a newer form',
      JSON.stringify({ ...event(OPENED), detail: { version: 2, when: 'other' } }),
      /^detail.version: sent by a newer version/,
    ],
    ['a line that was cut off', line(OPENED).slice(0, 40), /no whole JSON object/],
    ['a line that was cut off within a list', '{"event":"opened","policies":[', /no whole JSON object/],
    ['a line that was cut off before others', `${line(OPENED).slice(0, 20)}\n${line(OPENED)}`, /no whole JSON object/],
  ])('%s', (_what, text, expected) => {
    expect(problems(text)).toEqual([expect.stringMatching(expected)]);
  });

  test('and what stands after it is read', () => {
    expect(read(`{"policies":[\n${line(OPENED)}\n{"a":`).all).toHaveLength(1);
  });
});

test.each<[string, string, unknown[]]>([
  ['one a line', '{"a":1}\n{"b":2}\n', [{ a: 1 }, { b: 2 }]],
  ['one after the other', '{"a":"}{\\""}{"b":{"c":2}}', [{ a: '}{"' }, { b: { c: 2 } }]],
  ['one after the other over lines', '{"a":1}{"b":2}\n{"c":3}{"d":4}', [{ a: 1 }, { b: 2 }, { c: 3 }, { d: 4 }]],
  ['over many lines', '{\n  "a": {\n    "b": [1, 2]\n  }\n}\n{\n "c": 3 }', [{ a: { b: [1, 2] } }, { c: 3 }]],
  ['in a list', '[{"a":1},\n {"b":2}]', [{ a: 1 }, { b: 2 }]],
])('objects are found %s', (_how, text, expected) => {
  expect(jsonObjects(text)).toEqual(expected.map((json) => ({ json })));
});

describe('files', () => {
  const files = (paths: string[]): Records => {
    const records = new Records();
    readLogFiles(paths, records, () => undefined);
    return records;
  };

  test('are read from folders within folders, packed or not, in the order of their names', () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, '2026/12'), { recursive: true });
    writeFileSync(join(folder, '2026/12/b'), gzipSync(JSON.stringify(event(OPENED))));
    writeFileSync(join(folder, 'a.log'), line({ ...OPENED, access: 'nightly' }));
    const records = files([folder]);
    expect(records.all.map(({ access }) => access).sort()).toEqual(['nightly', 'release']);
    expect(records.sources.map(({ name }) => name)).toEqual([join(folder, '2026/12/b'), join(folder, 'a.log')]);
  });

  test('that cannot be read are an error that names all of them', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'packed.gz'), gzipSync('{}').subarray(0, 12));
    const read = (): Records => files([join(folder, 'none'), emptyFolder(), folder]);
    expect(read).toThrow(LogFileError);
    expect(read).toThrow(/there is no .*none.*\n.*holds no file/);
    expect(() => files([folder])).toThrow(/packed.gz cannot be read/);
  });
});
