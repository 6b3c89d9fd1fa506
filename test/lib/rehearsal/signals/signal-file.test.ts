import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssemblyError } from '../../../../lib/assembly/assembly';
import { readSignals } from '../../../../lib/rehearsal/signals/signal-file';
import { emptyFolder, removeFolders } from '../assembly-fixture';

afterAll(removeFolders);

const event = { source: 'aws.codebuild', 'detail-type': 'Done', detail: { project: 'shop' } };
const good = { at: '2026-12-01T20:05:00Z', event };

function file(...lines: readonly (string | object)[]): string {
  const path = join(emptyFolder(), 'signals.jsonl');
  writeFileSync(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  return path;
}

test('reads one signal a line, in order of time, and skips empty lines', () => {
  const by = 'arn:aws:iam::123456789012:role/team';
  const read = readSignals(file({ ...good, by }, '', { ...good, at: '2026-12-01T19:00:00Z' }));
  expect(read).toEqual([
    { at: Date.parse('2026-12-01T19:00:00Z'), event },
    { at: Date.parse('2026-12-01T20:05:00Z'), event, by },
  ]);
});

test('keeps what somebody says of the event beside', () => {
  const more = { ...event, id: 'mine', account: '999999999999', time: '2026-12-01T19:59:00Z', 'replay-name': 'x' };
  expect(readSignals(file({ ...good, event: more }))[0]!.event).toEqual(more);
});

test('fails on lines that are no signals, and tells of all at once', () => {
  const path = file(
    '{',
    good,
    { ...good, at: 'tomorrow' },
    { at: good.at },
    { ...good, by: 'team' },
    { ...good, x: 1 },
  );
  const reading = (): unknown => readSignals(path);
  expect(reading).toThrow(AssemblyError);
  expect(reading).toThrow(`${path} has lines that are no signals; write one JSON object a line, such as `);
  expect(reading).toThrow(
    [
      '  line 1: it is not JSON',
      '  line 3: at: expected a UTC instant such as 2026-12-01T20:05:00Z',
      '  line 4: event: Invalid key: Expected "event" but received undefined',
      '  line 5: by: expected the ARN of who sends it',
      '  line 6: x: Invalid key: Expected never but received "x"',
    ].join('\n'),
  );
});

test('fails on a file that is not there, or is empty', () => {
  expect(() => readSignals('/nowhere/signals.jsonl')).toThrow(
    /^the signals in \/nowhere\/signals\.jsonl cannot be read: .*ENOENT/,
  );
  expect(() => readSignals(file(''))).toThrow('holds no signals: write one JSON object a line, or leave out --signals');
});
