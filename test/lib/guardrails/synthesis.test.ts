/** One app of several teams, synthesized with its guardrails as the CDK does it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import { FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT } from 'aws-cdk-lib/cx-api';
import { AccessGuardrails, type AccessGuardrailsProps, type TemporaryAccess } from 'cdk-temporary-access';
import { unseenAround } from '../../../lib/guardrails/unseen-report';
import { review } from '../../../lib/review/review';
import { accessIn, nightly, roleIn } from '../fixture';
import { emptyFolder, removeFolders } from '../rehearsal/assembly-fixture';

const LIMITS: AccessGuardrailsProps = { maxWindowLength: Duration.hours(4), purposePattern: '^CHG-' };

/** An access in a stack, in a nested stack, and in a Stage; each eight hours long, on no ticket. */
function teams(app: App): Record<'shop' | 'nested' | 'staged', TemporaryAccess> {
  const shop = new Stack(app, 'Shop');
  return {
    shop: accessIn(shop, { windows: [nightly()] }),
    nested: accessIn(new NestedStack(shop, 'Nested'), { windows: [nightly()] }),
    staged: accessIn(new Stack(new Stage(app, 'Production'), 'Shop'), { windows: [nightly()] }),
  };
}

interface Synthesized {
  readonly folder: string;
  readonly exitCode: typeof process.exitCode;
  readonly printed: string;
  readonly report: string;
}

/** Synthesizes, and undoes what that does to the process. */
function synthesized(define: (app: App) => void, context: Record<string, unknown> = {}): Synthesized {
  const app = new App({ outdir: emptyFolder(), context });
  define(app);
  let printed = '';
  const take = (text: unknown): true => {
    printed += `${String(text)}\n`;
    return true;
  };
  const spies = [
    jest.spyOn(console, 'error').mockImplementation(take),
    jest.spyOn(process.stderr, 'write').mockImplementation(take),
  ];
  const before = process.exitCode;
  try {
    const folder = app.synth().directory;
    const file = ['policy-validation-report.json', 'validation-report.json']
      .map((name) => join(folder, name))
      .find((path) => existsSync(path));
    return {
      folder,
      exitCode: process.exitCode,
      printed,
      report: file === undefined ? '' : readFileSync(file, 'utf8'),
    };
  } finally {
    process.exitCode = before;
    spies.forEach((spy) => {
      spy.mockRestore();
    });
  }
}

function pathsIn({ report }: Synthesized): string[] {
  const { pluginReports } = JSON.parse(report) as {
    pluginReports: { violations: { ruleName: string; violatingConstructs: { constructPath: string }[] }[] }[];
  };
  return pluginReports
    .flatMap(({ violations }) => violations)
    .flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${constructPath} ${ruleName}`),
    );
}

afterAll(removeFolders);

describe('a synthesis with guardrails', () => {
  const guarded =
    (change: (accesses: ReturnType<typeof teams>) => void = () => undefined, props = LIMITS) =>
    (app: App): void => {
      Validations.of(app).addPlugins(new AccessGuardrails(props));
      change(teams(app));
    };

  test('fails for every access of every stack, nested stack and Stage, all at once', () => {
    const found = synthesized(guarded());
    expect(found.exitCode).toBe(1);
    expect(pathsIn(found)).toEqual([
      'Shop/Release max-window-length',
      'Shop/Nested/Release max-window-length',
      'Production/Shop/Release max-window-length',
      'Shop/Release purpose-pattern',
      'Shop/Nested/Release purpose-pattern',
      'Production/Shop/Release purpose-pattern',
    ]);
  });

  test('prints path, what is wrong, why, and what to write instead', () => {
    const { printed } = synthesized(guarded());
    expect(printed).toContain('AccessGuardrails');
    expect(printed).toContain('Shop/Nested/Release');
    expect(printed).toContain("purpose 'Deploy the shop front' does not match /^CHG-/");
    expect(printed).toContain('How to fix: write it so that it matches');
  });

  test('passes where every limit is kept', () => {
    const { exitCode, report } = synthesized(guarded(undefined, { maxWindowLength: Duration.hours(8) }));
    expect([exitCode, JSON.parse(report).pluginReports]).toEqual([undefined, []]);
  });

  test('of a Stage concerns that Stage only', () => {
    const found = synthesized((app) => {
      const { staged } = teams(app);
      Validations.of(Stage.of(staged)!).addPlugins(new AccessGuardrails({ purposePattern: '^CHG-' }));
    });
    expect(pathsIn(found)).toEqual(['Production/Shop/Release purpose-pattern']);
  });

  test('passes where there is no access', () => {
    const found = synthesized((app) => {
      Validations.of(app).addPlugins(new AccessGuardrails(LIMITS));
      roleIn(new Stack(app, 'Shop'));
    });
    expect(found.exitCode).toBe(undefined);
  });

  test('changes no template', () => {
    const template = (define: (app: App) => void): string =>
      readFileSync(join(synthesized(define).folder, 'Shop.template.json'), 'utf8');
    expect(template(guarded())).toBe(template(teams));
  });

  test('fails where the command line asks to be left the report, and cannot read that of this aws-cdk-lib', () => {
    const found = synthesized(guarded(), { [FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT]: false });
    expect(found.exitCode).toBe(1);
    expect(found.printed).toContain(
      '[Production/Shop/Release] window 1 (every day 22:00-06:00 (ending the next day) Europe/London) lasts 8 h',
    );
  });

  test('fails for a Stage where the command line reads what is outside of Stages only', () => {
    const stages = new Stage(new App({ context: { [FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT]: false } }), 'Production');
    expect(unseenAround(new Stack(stages, 'Shop'))).toBe('Production');
  });

  test('prints nothing of its own where the CDK does', () => {
    expect(synthesized(guarded()).printed).not.toContain('found what the app does not allow');
  });

  test('fails where the assembly cannot be read', () => {
    expect(() => new AccessGuardrails(LIMITS).validate({ templatePaths: ['/nowhere/Shop.template.json'] })).toThrow(
      'there is no folder /nowhere',
    );
  });
});

describe('an acknowledgement', () => {
  const RULE = { id: 'AccessGuardrails::max-window-length', reason: 'CHG-7: the move takes a night' };
  const left = (change: (accesses: ReturnType<typeof teams>, app: App) => void): string[] =>
    pathsIn(
      synthesized((app) => {
        Validations.of(app).addPlugins(new AccessGuardrails({ maxWindowLength: Duration.hours(4) }));
        change(teams(app), app);
      }),
    ).map((one) => one.replace(' max-window-length', ''));

  test('holds for the access on which it is written, and for no other', () => {
    expect(
      left(({ shop }) => {
        Validations.of(shop).acknowledge(RULE);
      }),
    ).toEqual(['Shop/Nested/Release', 'Production/Shop/Release']);
  });

  test('holds for everything beneath the construct on which it is written', () => {
    expect(
      left(({ shop }) => {
        Validations.of(Stack.of(shop)).acknowledge(RULE);
      }),
    ).toEqual(['Production/Shop/Release']);
    expect(
      left((_accesses, app) => {
        Validations.of(app).acknowledge(RULE);
      }),
    ).toEqual([]);
  });

  test('of another rule lets nothing pass', () => {
    const other = { ...RULE, id: 'AccessGuardrails::purpose-pattern' };
    expect(
      left((_accesses, app) => {
        Validations.of(app).acknowledge(other);
      }),
    ).toHaveLength(3);
  });

  test('of what is about a stack is written on the stack', () => {
    const found = synthesized((app) => {
      Validations.of(app).addPlugins(new AccessGuardrails({ requiredAlarmRecipients: ['*'] }));
      const { staged } = teams(app);
      Validations.of(Stack.of(staged)).acknowledge({
        id: 'AccessGuardrails::alarm-recipients',
        reason: 'no pager yet',
      });
    });
    expect(pathsIn(found)).toEqual(['Shop alarm-recipients', 'Shop/Nested alarm-recipients']);
  });
});

describe('the review', () => {
  const shop =
    (props?: AccessGuardrailsProps, acknowledge: string[] = []) =>
    (app: App): void => {
      if (props !== undefined) {
        Validations.of(app).addPlugins(new AccessGuardrails(props));
      }
      const { shop: access } = teams(app);
      acknowledge.forEach((id) => {
        Validations.of(access).acknowledge({ id, reason: 'seen' });
      });
    };
  const changes = (before: (app: App) => void, after: (app: App) => void): string[] => {
    const base = review({ folder: synthesized(before).folder, days: 7 });
    const { changes: found } = review({ folder: synthesized(after).folder, base, days: 7 });
    return (found ?? [])
      .filter(({ stack }) => stack === 'Shop')
      .map(({ direction, about, what }) => `${direction} ${about}: ${what}`);
  };

  test('names every limit once in every stack that has an access', () => {
    const folder = synthesized((app) => {
      const forbiddenActions = ['iam:*', 's3:DeleteBucket'];
      Validations.of(app).addPlugins(new AccessGuardrails({ ...LIMITS, forbiddenActions }));
      const stack = Stack.of(teams(app).shop);
      accessIn(stack, { role: roleIn(stack, 'OtherRole') }, 'Other');
    }).folder;
    const { controllers } = review({ folder, days: 7 });
    expect(controllers.map(({ stack }) => stack)).toEqual(['Production/Shop', 'Shop', 'Shop/Nested']);
    for (const { guardrails } of controllers) {
      expect(guardrails).toEqual([
        'every policy of an access is declared in the app',
        'every purpose matches /^CHG-/',
        'no access gives iam:*',
        'no access gives s3:DeleteBucket',
        'no window is longer than 4 h',
      ]);
    }
  });

  test('tells a limit that is loosened', () => {
    expect(changes(shop(LIMITS), shop({ ...LIMITS, maxWindowLength: Duration.hours(8) }))).toEqual([
      'wider controls: guardrail gone: no window is longer than 4 h',
      'narrower controls: new guardrail: no window is longer than 8 h',
    ]);
  });

  test('tells limits that are gone', () => {
    expect(changes(shop(LIMITS), shop())).toEqual([
      'wider controls: guardrail gone: every purpose matches /^CHG-/ and no window is longer than 4 h',
    ]);
  });

  test('tells what is newly acknowledged', () => {
    expect(changes(shop(LIMITS), shop(LIMITS, ['AccessGuardrails::purpose-pattern']))).toEqual([
      'wider controls: the guardrail purpose-pattern is newly acknowledged',
    ]);
  });
});
