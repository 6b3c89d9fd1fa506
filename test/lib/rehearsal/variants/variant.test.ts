import { AccessController, type AccessWindow } from 'cdk-temporary-access';
import { type AppProps, Aspects, CfnOutput, RemovalPolicies, type Stack } from 'aws-cdk-lib';
import {
  CfnManagedPolicy,
  CfnRole,
  type IManagedPolicy,
  ManagedPolicy,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { alternationOf } from '../../../../lib/core/alternation';
import { type Interval, MINUTE } from '../../../../lib/core/interval';
import { type DeclaredWindow, occurrences, type Scheduled } from '../../../../lib/core/window';
import { createOrder } from '../../../../lib/rehearsal/deployment-order';
import { seeded } from '../../../../lib/rehearsal/seeded-random';
import type { Template } from '../../../../lib/assembly/template';
import { accessesIn, declaredIn } from '../../../../lib/rehearsal/variants/accesses';
import { type Variant, variant, VARIANT_KINDS, type VariantKind } from '../../../../lib/rehearsal/variants/variant';
import { role, writing } from '../assembly-fixture';
import {
  access,
  APPS,
  appTemplate,
  comparable,
  endOfMonth,
  mondays,
  nightly,
  readOnly,
  released,
  saturday,
  shopPolicy,
  sunday,
  templateOf,
} from './apps';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

/** Apps made by `cdk init` have their statements merged, and the CLI asks for paths in the metadata. */
const AS_INITIALIZED: AppProps = {
  context: { '@aws-cdk/aws-iam:minimizePolicies': true, 'aws:cdk:enable-path-metadata': true },
};

const SETTINGS: readonly (readonly [string, AppProps])[] = [
  ['an app without settings', {}],
  ['an app with merged statements and paths', AS_INITIALIZED],
];

function variantOf(template: Template, kind: VariantKind, seed = 1): Variant | undefined {
  return variant(template, kind, released(template), seeded(seed));
}

function ownPolicy(construct: IConstruct): CfnManagedPolicy {
  return construct.node.findAll().find((node) => CfnManagedPolicy.isCfnManagedPolicy(node))!;
}

function expectAlike(changed: Template | undefined, synthesized: Template): void {
  expect(comparable(changed!)).toEqual(comparable(synthesized));
}

describe('every variant', () => {
  const cases = Object.keys(APPS).flatMap((app) => VARIANT_KINDS.map((kind) => [app, kind] as const));

  test.each(cases)('is a whole template, and follows from its seed: %s, %s', (app, kind) => {
    const template = appTemplate(app);
    const changed = variantOf(template, kind);
    expect(variantOf(template, kind)).toEqual(changed);
    if (changed !== undefined) {
      expect(changed.kind).toBe(kind);
      expect(changed.template).not.toEqual(template);
      expect(() => createOrder(changed.template)).not.toThrow();
    }
  });

  test('is none for a template that the constructs did not write', () => {
    const template: Template = {
      Resources: { Access: { Type: 'Custom::TemporaryAccess', Properties: { access: 'Release', windows: [] } } },
    };
    expect(VARIANT_KINDS.map((kind) => variantOf(template, kind))).toEqual(VARIANT_KINDS.map(() => undefined));
  });
});

describe('an access that is removed', () => {
  test.each(SETTINGS)('is the last one: its controller stays as an explicit one would (%s)', (_app, props) => {
    const before = appTemplate('one access', props);
    const after = templateOf((stack) => {
      role(stack, 'ReleaseRole');
      AccessController.of(stack);
    }, props);
    expectAlike(variantOf(before, 'remove-access')?.template, after);
  });

  test.each(SETTINGS)('leaves the role of another access readable (%s)', (_app, props) => {
    const before = appTemplate('two accesses of one role', props);
    const after = templateOf((stack) => {
      access(stack, 'Other', { role: role(stack), managedPolicies: [readOnly()] });
    }, props);
    expectAlike(variantOf(before, 'remove-access')?.template, after);
  });

  test.each(SETTINGS)('takes the permission to read its role along (%s)', (_app, props) => {
    const before = appTemplate('two roles and several windows', props);
    const after = templateOf((stack) => {
      access(stack, 'Other', { windows: [nightly()] });
      role(stack, 'ReleaseRole');
    }, props);
    expectAlike(variantOf(before, 'remove-access')?.template, after);
  });

  test('leaves a given policy and an imported role to the app', () => {
    const after = templateOf((stack) => {
      shopPolicy(stack);
      role(stack, 'ReleaseRole');
      access(stack, 'Other');
    });
    expectAlike(variantOf(appTemplate('policies of all kinds'), 'remove-access')?.template, after);
    const imported = templateOf((stack) => {
      access(stack, 'Other');
    });
    expectAlike(variantOf(appTemplate('an imported role'), 'remove-access')?.template, imported);
  });

  test('says so, and takes outputs about it along', () => {
    const template = templateOf((stack) => {
      const { ref } = ownPolicy(access(stack, 'Release'));
      new CfnOutput(stack, 'PolicyArn', { value: ref });
    });
    const removed = variantOf(template, 'remove-access');
    expect(removed?.words).toBe('removes Release');
    expect(template.Outputs).toBeDefined();
    expect(removed?.template.Outputs).toBeUndefined();
  });

  test('cannot be where another resource needs its policy', () => {
    const template = templateOf((stack) => {
      const { ref } = ownPolicy(access(stack, 'Release'));
      new ManagedPolicy(stack, 'Other', { statements: [writing], description: ref });
    });
    expect(variantOf(template, 'remove-access')).toBeUndefined();
  });
});

describe('an access that is retained and removed', () => {
  test('is deployed with its resources retained first, and then not at all', () => {
    const template = appTemplate('two accesses of one role');
    const changed = variantOf(template, 'retain-and-remove');
    const first = templateOf((stack) => {
      APPS['two accesses of one role']!(stack);
      RemovalPolicies.of(stack.node.findChild('Release')).retain();
    });
    expectAlike(changed?.first, first);
    expect(changed?.template).toEqual(variantOf(template, 'remove-access')?.template);
    expect(changed?.words).toBe('removes Release and retains its resources');
  });
});

describe('an access that is moved', () => {
  const moves: [string, (stack: Stack, scope: Construct) => void][] = [
    ['one access', (_stack, scope) => void access(scope, 'Release')],
    [
      'two accesses of one role',
      (stack, scope) => {
        const shared = role(stack);
        access(scope, 'Release', { role: shared });
        access(stack, 'Other', { role: shared, managedPolicies: [readOnly()] });
      },
    ],
    [
      'two roles and several windows',
      (stack, scope) => {
        access(stack, 'Other', { windows: [nightly()] });
        access(scope, 'Release', { windows: [nightly(), endOfMonth(), saturday()] });
      },
    ],
    [
      'one-time windows',
      (_stack, scope) =>
        void access(scope, 'Release', {
          windows: [sunday(), saturday()],
          managedPolicies: [readOnly()],
          statements: [writing],
        }),
    ],
    [
      'accesses in scopes',
      (stack, scope) => {
        access(new Construct(scope, 'Team'), 'Release');
        access(new Construct(stack, 'Crew'), 'Release', { role: role(stack, 'CrewRole'), windows: [nightly()] });
      },
    ],
  ];

  test.each(moves)('has another id, and other logical ids, names and sessions: %s', (app, define) => {
    const props = AS_INITIALIZED;
    const before = appTemplate(app, props);
    const moved = variantOf(before, 'move-access');
    const [, from, to, scope] = /^moves (\S+) to ((Moved\d+)\.\S+)$/.exec(moved?.words ?? '') ?? [];
    expect(to).toBe(`${scope ?? ''}.${from ?? ''}`);
    const after = templateOf((stack) => {
      define(stack, new Construct(stack, scope!));
    }, props);
    expectAlike(moved?.template, after);
  });

  test('has no logical id that was there before', () => {
    const template = appTemplate('one access');
    const moved = variantOf(template, 'move-access')!.template;
    const stayed = Object.keys(moved.Resources ?? {}).filter((id) => id in template.Resources!);
    expect(stayed.filter((id) => /^Release/.test(id))).toEqual([expect.stringMatching(/^ReleaseRole/)]);
  });

  test('has an id that fits, as a long path has', () => {
    const id = 'AnAccessWhoseNameIsAboutAsLongAsANameCanBe';
    const template = templateOf((stack) => void access(stack, `${id}Release`.slice(-50)));
    const moved = variantOf(template, 'move-access')!;
    const scope = /Moved\d+/.exec(moved.words)![0];
    const after = templateOf(
      (stack) =>
        void access(new Construct(stack, scope), `${id}Release`.slice(-50), {
          role: role(stack, `${id}ReleaseRole`.slice(-54)),
        }),
    );
    expectAlike(moved.template, after);
  });
});

describe('an access whose window changes', () => {
  /** The one window of an access as its author would have written it. */
  const authored: Readonly<
    Record<string, { before: AccessWindow[]; after: (windows: readonly Scheduled[]) => AccessWindow[] }>
  > = {
    'of one day': { before: [mondays()], after: ([one]) => [mondays(...timesOf(one!))] },
    'past midnight': { before: [nightly()], after: ([one]) => [nightly(...timesOf(one!))] },
    'of cron expressions': {
      before: [endOfMonth()],
      after: ([one]) => [endOfMonth(...([one!.start, one!.end].map((text) => text.slice(5, -3)) as [string, string]))],
    },
    'that happens once': { before: [saturday()], after: ([one]) => [saturday(one!.start, one!.end)] },
    'among one-time ones': {
      before: [sunday(), saturday()],
      after: ([one, two]) => [sunday(one!.start, one!.end), saturday(two!.start, two!.end)],
    },
    'among others': {
      before: [mondays(), sunday()],
      after: ([one, two]) => [mondays(...timesOf(one!)), sunday(two!.start, two!.end)],
    },
  };

  const scheduledIn = (template: Template): Scheduled[] =>
    released(template).windows.filter((window) => window.kind !== 'on-demand');

  const timesOf = (window: DeclaredWindow): [string, string] => {
    const [, start = '', end = ''] = /(\d\d:\d\d)-(\d\d:\d\d)/.exec(window.words) ?? [];
    return [start, end];
  };

  test.each(Object.keys(authored).flatMap((app) => SEEDS.slice(0, 2).map((seed) => [app, seed] as const)))(
    'is as its author would have written it: %s, seed %d',
    (app, seed) => {
      const { before, after } = authored[app]!;
      const template = templateOf((stack) => void access(stack, 'Release', { windows: before }));
      const changed = variantOf(template, 'change-window', seed)!;
      const windows = scheduledIn(changed.template);
      expect(windows).not.toEqual(released(template).windows);
      expectAlike(
        changed.template,
        templateOf((stack) => void access(stack, 'Release', { windows: after(windows) })),
      );
    },
  );

  test('is described by the window that was and the one that is', () => {
    const template = appTemplate('one access');
    const changed = variantOf(template, 'change-window')!;
    const [after] = released(changed.template).windows;
    expect(changed.words).toBe(`changes Release from Mondays 20:00-22:00 Europe/London to ${after!.words}`);
  });

  test('opens what was shut, and shuts what was open, earlier and later, for longer and for shorter', () => {
    const template = appTemplate('one access');
    const week: Interval = { start: Date.UTC(2026, 10, 30), end: Date.UTC(2026, 11, 7) } as Interval;
    const [before] = occurrences(released(template).windows[0]!, week);
    const edges = Array.from({ length: 100 }, (_one, seed) => {
      const [after] = occurrences(released(variantOf(template, 'change-window', seed)!.template).windows[0]!, week);
      return { start: (after!.start - before!.start) / MINUTE, end: (after!.end - before!.end) / MINUTE };
    });
    expect(edges.some(({ start }) => start >= 60)).toBe(true);
    expect(edges.some(({ end }) => end <= -115)).toBe(true);
    expect(edges.some(({ start, end }) => start < 0 && end === 0)).toBe(true);
    expect(edges.some(({ start, end }) => start === 0 && end > 0)).toBe(true);
    expect(edges.some(({ start, end }) => start === end)).toBe(true);
  });

  test('still has starts and ends that take turns, at least five minutes apart', () => {
    const template = templateOf(
      (stack) => void access(stack, 'Release', { windows: [nightly('23:50', '00:05'), endOfMonth()] }),
    );
    for (let seed = 0; seed < 10; seed++) {
      for (const window of scheduledIn(variantOf(template, 'change-window', seed)!.template)) {
        const alternation = alternationOf(window.start, window.end);
        expect(alternation).toMatchObject({ turns: 'alternate' });
        expect(alternation.turns === 'alternate' && alternation.shortestMs).toBeGreaterThanOrEqual(5 * MINUTE);
      }
    }
  });

  test('does not begin to touch another, which IAM would be told as one', () => {
    const windows = [saturday('2026-12-12T10:00Z', '2026-12-12T11:00Z'), saturday()];
    const template = templateOf((stack) => void access(stack, 'Release', { windows }));
    for (let seed = 0; seed < 50; seed++) {
      const [one, two] = scheduledIn(variantOf(template, 'change-window', seed)!.template);
      expect(one!.end < two!.start || two!.end < one!.start).toBe(true);
    }
  });

  test('cannot be where its times are none of the day', () => {
    const window = endOfMonth('0/30 20 L * ?', '10/30 20 L * ?');
    const template = templateOf((stack) => void access(stack, 'Release', { windows: [window] }));
    expect(variantOf(template, 'change-window')).toBeUndefined();
  });
});

describe('an access whose purpose changes', () => {
  test('is the same but for the words', () => {
    const template = appTemplate('two accesses of one role');
    const changed = variantOf(template, 'change-purpose')!;
    const { purpose } = declaredIn(changed.template, released(changed.template));
    const after = templateOf((stack) => {
      const shared = role(stack);
      access(stack, 'Release', { role: shared, purpose: purpose as string });
      access(stack, 'Other', { role: shared, managedPolicies: [readOnly()] });
    });
    expectAlike(changed.template, after);
    expect(changed.words).toBe('says the purpose of Release in other words');
  });

  test('does not grow from one deployment to the next', () => {
    const once = variantOf(appTemplate('one access'), 'change-purpose', 1)!;
    const twice = variantOf(once.template, 'change-purpose', 2)!;
    const { purpose } = declaredIn(twice.template, released(twice.template));
    expect(purpose).toMatch(/break \(revision \d+\)$/);
    expect((purpose as string).match(/revision/g)).toHaveLength(1);
  });
});

describe('a policy that is replaced', () => {
  test("is the access's own, by another path", () => {
    const changed = variantOf(appTemplate('policies of all kinds'), 'replace-policy')!;
    const [path] = JSON.stringify(changed.template).match(/\/replaced-\d+\//)!;
    const after = templateOf((stack) => {
      APPS['policies of all kinds']!(stack);
      ownPolicy(stack.node.findChild('Release')).path = path;
    });
    expectAlike(changed.template, after);
    expect(changed.words).toBe('replaces the policy of Release');
  });

  test('cannot be where all policies are given', () => {
    const template = templateOf((stack) => void access(stack, 'Release', { managedPolicies: [readOnly()] }));
    expect(variantOf(template, 'replace-policy')).toBeUndefined();
  });

  test('is replaced again by the next deployment', () => {
    const paths = new Set<string>();
    let template = appTemplate('one access');
    for (let deployment = 0; deployment < 4; deployment++) {
      template = variantOf(template, 'replace-policy', 1)!.template;
      paths.add(JSON.stringify(template).match(/\/replaced-\d+\//)![0]);
    }
    expect(paths.size).toBe(2);
  });
});

describe('a role that is replaced', () => {
  const named = (stack: Stack, props: { roleName?: string; path?: string }): void => {
    const assumedBy = new ServicePrincipal('codebuild.amazonaws.com');
    access(stack, 'Release', { role: new Role(stack, 'DeployRole', { assumedBy, ...props }) });
  };

  test.each([{}, { roleName: 'deploy' }])('has another path, and no fixed name (%j)', (props) => {
    const changed = variantOf(
      templateOf((stack) => {
        named(stack, props);
      }),
      'replace-role',
    )!;
    const [path] = JSON.stringify(changed.template).match(/\/replaced-\d+\//)!;
    expectAlike(
      changed.template,
      templateOf((stack) => {
        named(stack, { path });
      }),
    );
    expect(changed.words).toBe('replaces the role of Release');
  });

  test('cannot be where it is imported', () => {
    expect(variantOf(appTemplate('an imported role'), 'replace-role')).toBeUndefined();
  });
});

describe('an access that drops a policy', () => {
  const kept = (stack: Stack, ...keep: ('own' | 'read' | 'given')[]): void => {
    const given = shopPolicy(stack);
    const managedPolicies = [
      ...(keep.includes('read') ? [readOnly()] : []),
      ...(keep.includes('given') ? [given] : []),
    ];
    access(stack, 'Release', { managedPolicies, statements: keep.includes('own') ? [writing] : [] });
    access(stack, 'Other');
  };

  test('is as if it had never been given it, its own being gone from the app', () => {
    const template = appTemplate('policies of all kinds');
    const expected = [
      templateOf((stack) => {
        kept(stack, 'read', 'given');
      }),
      templateOf((stack) => {
        kept(stack, 'own', 'given');
      }),
      templateOf((stack) => {
        kept(stack, 'own', 'read');
      }),
    ].map(comparable);
    const dropped = SEEDS.map((seed) => comparable(variantOf(template, 'drop-policy', seed)!.template));
    for (const one of expected) {
      expect(dropped).toContainEqual(one);
    }
    for (const one of dropped) {
      expect(expected).toContainEqual(one);
    }
  });

  test('is told by its place in the path, whatever an Aspect has put before that', () => {
    const templateWith = (...managedPolicies: IManagedPolicy[]): Template =>
      templateOf((stack) => {
        access(stack, 'Release', { role: role(stack), managedPolicies });
        Aspects.of(stack).add({
          visit: (node) => {
            if (CfnRole.isCfnRole(node)) {
              node.path = `/teams/shop${node.path ?? '/'}`;
            }
          },
        });
      });
    const [one, other] = [readOnly(), ManagedPolicy.fromAwsManagedPolicyName('SecurityAudit')];
    const expected = [templateWith(one), templateWith(other)].map(comparable);
    for (const seed of SEEDS) {
      expect(expected).toContainEqual(comparable(variantOf(templateWith(one, other), 'drop-policy', seed)!.template));
    }
  });

  test('cannot be where there is only one', () => {
    expect(variantOf(appTemplate('one access'), 'drop-policy')).toBeUndefined();
  });
});

test('one variant follows another', () => {
  let template = appTemplate('two roles and several windows');
  for (const seed of SEEDS) {
    for (const kind of ['change-window', 'change-purpose', 'move-access', 'replace-policy', 'replace-role'] as const) {
      const [one] = accessesIn(template);
      template = variant(template, kind, one!, seeded(seed, kind))!.template;
    }
  }
  expect(() => createOrder(template)).not.toThrow();
  expect(accessesIn(template)).toHaveLength(2);
});
