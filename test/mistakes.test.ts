/** One app with every mistake: what its author reads. */
import { App, Stack, Stage } from 'aws-cdk-lib';
import { mistakesApp } from './fixtures/mistakes-app';
import { accessIn, roleIn } from './lib/fixture';
import { errorOf, problemsIn } from './mistakes';

const app = mistakesApp();
const error = errorOf(app);
const problems = problemsIn(error);

describe('an app with every mistake at once', () => {
  test('fails in one synthesis, with a text that was read and approved', () => {
    expect(error).toMatchSnapshot();
  });

  test('is told each of them once', () => {
    const told = problems.map(({ path, text }) => `${path} ${text}`);
    expect(told).toEqual([...new Set(told)]);
  });

  test('is told of each access that is wrong, by its path, and of nothing else', () => {
    const wrong = app.node
      .findAll()
      .filter(({ constructor }) => ['TemporaryAccess', 'AccessController'].includes(constructor.name))
      .map(({ node }) => node.path)
      .filter((path) => !path.includes('/CdkTemporaryAccess/'));
    expect([...new Set(problems.map(({ path }) => path))].sort()).toEqual(wrong.sort());
  });

  test('is told how to mend each of them', () => {
    expect(problems.filter(({ mend }) => !/^[a-z].{8,}[^.]$/.test(mend))).toEqual([]);
  });

  test('is told the same on every day', () => {
    jest.useFakeTimers({ now: new Date('2031-07-01T00:00:00Z') });
    expect(errorOf(mistakesApp())).toBe(error);
    jest.useRealTimers();
  });
});

test('of several Stages the CDK reports the first alone', () => {
  const staged = new App();
  for (const id of ['Test', 'Production']) {
    const stack = new Stack(new Stage(staged, id), 'Shop');
    accessIn(stack, { windows: [] });
    accessIn(stack, { role: roleIn(stack, 'OtherRole'), windows: [] }, 'Other');
  }
  expect(problemsIn(errorOf(staged)).map(({ path }) => path)).toEqual(['Test/Shop/Release', 'Test/Shop/Other']);
});
