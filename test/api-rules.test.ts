/** What the public API has to keep so that it is used in each of the five languages as if it were written in it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const ROOT = join(__dirname, '..');

interface Named {
  readonly name: string;
}

interface Member extends Named {
  readonly parameters?: readonly Named[];
  readonly immutable?: boolean;
}

interface Type extends Named {
  readonly fqn: string;
  readonly kind: 'class' | 'enum' | 'interface';
  readonly datatype?: boolean;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly methods?: readonly Member[];
  readonly properties?: readonly Member[];
}

type Types = Readonly<Record<string, Type>>;

function typesIn(folder: string): Types {
  const text = readFileSync(join(folder, '.jsii'), 'utf8');
  const { filename, types } = JSON.parse(text) as { filename?: string; types: Types };
  // A large assembly only says where its compressed self is.
  if (filename === undefined) return types;
  return (JSON.parse(gunzipSync(readFileSync(join(folder, filename))).toString('utf8')) as { types: Types }).types;
}

const ours = typesIn(ROOT);
const types = Object.values(ours);
const structs = types.filter(({ datatype }) => datatype === true);
const membersOf = ({ methods = [], properties = [] }: Type): Member[] => [...methods, ...properties];
const named = (member: Named): string => member.name;

/** Every name that users write after a dot or as an argument. */
const written = types.flatMap((type) =>
  membersOf(type).flatMap((member) =>
    [member, ...(member.parameters ?? [])].map(({ name }) => ({ at: `${type.name}.${member.name}`, name })),
  ),
);

const snake = (name: string): string =>
  name.replace(/[A-Z]+/g, (capitals) => `_${capitals.toLowerCase()}`).replace(/^_/, '');
const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

describe('awslint', () => {
  /** Rule, place, and why it stands. */
  type Acknowledged = readonly [rule: string, place: RegExp, reason: string];
  const reference = 'a reference (IxxxRef) says the ARN alone, and here more is needed';
  const acknowledged: readonly Acknowledged[] = [
    ['prefer-ref-interface', /^aws-cdk-lib\./, 'the props are of aws-cdk-lib'],
    [
      'prefer-ref-interface',
      /\.AccessControllerProps\.encryptionKey$/,
      `${reference}: the policy of the key is extended for those who use it`,
    ],
    [
      'prefer-ref-interface',
      /\.AccessEventArchiveProps\.serverAccessLogsBucket$/,
      `${reference}: it is handed to a Bucket of the CDK, which takes an IBucket`,
    ],
    [
      'prefer-ref-interface',
      /\.TemporaryAccessProps\.role$/,
      `${reference}: what is attached to the role, and whom it trusts, is checked`,
    ],
    [
      'events-generic',
      /\.(AccessController|TemporaryAccess)$/,
      'an onEvent would promise all events of a bus; the generic one is onAccessEvent, of the controller whose bus it is',
    ],
    [
      'no-grants',
      /\.(AccessController\.grantLockdown|TemporaryAccess\.grant(Open|Close))$/,
      'a class of grants is there so that L1 resources can give them too; an access has no L1, so one beside it would only hide them',
    ],
  ];
  const { stdout, stderr } = spawnSync(join(ROOT, 'node_modules/.bin/awslint'), { cwd: ROOT, encoding: 'utf8' });
  const findings = [...`${stdout}${stderr}`.matchAll(/^\w+: \[awslint:([a-z-]+):([^\]]+)\]/gm)].map(
    ([, rule = '', place = '']) => ({ rule, place }),
  );
  const covers =
    ([rule, place]: Acknowledged) =>
    (finding: (typeof findings)[number]): boolean =>
      rule === finding.rule && place.test(finding.place);

  test('finds nothing that is not acknowledged with a reason', () => {
    expect(findings.filter((finding) => !acknowledged.some((one) => covers(one)(finding)))).toEqual([]);
  });

  test.each(acknowledged)('finds what is acknowledged: %s at %s, since %s', (...one) => {
    expect(findings.some(covers(one))).toBe(true);
  });
});

describe('the assembly', () => {
  test('has no type that another language cannot say: no union, intersection or any', () => {
    const loose = types.filter((type) => /"union":|"intersection":|"primitive":"any"/.test(JSON.stringify(type)));
    expect(loose.map(named)).toEqual([]);
  });

  test('has props that are values: each interface is a struct, and read-only', () => {
    const interfaces = types.filter(({ kind }) => kind === 'interface');
    expect(interfaces.filter(({ datatype }) => datatype !== true).map(named)).toEqual([]);
    const mutable = structs.flatMap((type) => membersOf(type).filter(({ immutable }) => immutable !== true));
    expect(mutable.map(named)).toEqual([]);
    expect(structs.length).toBeGreaterThan(10);
  });
});

describe('a name', () => {
  /** Of members and parameters, in the case of the language. Go and C# write members in PascalCase, which no keyword has. */
  const RESERVED: Readonly<Record<string, readonly [convert: (name: string) => string, words: string]>> = {
    python: [
      snake,
      'and as assert async await break class continue def del elif else except finally for from global if import in is ' +
        'lambda nonlocal not or pass raise return self try while with yield',
    ],
    java: [
      (name) => name,
      'abstract assert boolean break byte case catch char class const continue default do double else enum extends ' +
        'final finally float for goto if implements import instanceof int interface long native new package private ' +
        'protected public return short static strictfp super switch synchronized this throw throws transient try void ' +
        'volatile while true false null',
    ],
    'csharp or go': [
      (name) => name,
      'abstract as base bool break byte case catch chan char checked class const continue decimal default defer delegate ' +
        'do double else enum event explicit extern fallthrough false finally fixed float for foreach func go goto if ' +
        'implicit import in int interface internal is lock long map namespace new null object operator out override ' +
        'package params private protected public range readonly ref return sbyte sealed select short sizeof stackalloc ' +
        'static string struct switch this throw true try type typeof uint ulong unchecked unsafe ushort using var ' +
        'virtual void volatile while',
    ],
  };
  /** Python writes it `except_`, by the custom of PEP 8, and there is no better word; the documents say so. */
  const KNOWN: Readonly<Record<string, readonly string[]>> = { python: ['except'] };

  test.each(Object.entries(RESERVED))('is no reserved word of %s', (language, [convert, words]) => {
    const reserved = new Set(words.split(' '));
    const found = written.filter(({ name }) => reserved.has(convert(name)));
    expect(found.filter(({ name }) => KNOWN[language]?.includes(name) !== true)).toEqual([]);
    expect([...new Set(found.map(named))]).toEqual(KNOWN[language] ?? []);
  });

  test.each([
    ['snake_case, as in Python', snake],
    ['PascalCase, as in C# and Go', pascal],
  ])('is the only one of its type in %s', (_case, convert) => {
    for (const type of types) {
      const names = membersOf(type).map(({ name }) => convert(name).toLowerCase());
      expect({ type: type.name, names }).toEqual({ type: type.name, names: [...new Set(names)] });
    }
  });

  test('is not that of its type, nor that of the interface of a struct, which C# refuses', () => {
    const interfaces = new Set(structs.map(({ name }) => `I${name}`));
    expect(types.filter(({ name }) => interfaces.has(name)).map(named)).toEqual([]);
    expect(types.flatMap((type) => membersOf(type).filter(({ name }) => pascal(name) === type.name))).toEqual([]);
  });

  test('does not hide a method that each object has in Java, C# or Python', () => {
    const ofObjects = /^(getClass|hashCode|equals|notify|notifyAll|toString|wait|clone|finalize|getType|getHashCode)$/i;
    const getters = types.flatMap(({ properties = [] }) => properties.map(({ name }) => `get${pascal(name)}`));
    const methods = types.flatMap(({ methods = [] }) => methods.map(named));
    expect([...getters, ...methods].filter((name) => ofObjects.test(name))).toEqual([]);
    const properties = new Set(getters);
    expect(methods.filter((name) => properties.has(name))).toEqual([]);
  });
});

describe('a class', () => {
  // Reading them takes a second, so once.
  const all: Types = {
    ...typesIn(join(ROOT, 'node_modules/aws-cdk-lib')),
    ...typesIn(join(ROOT, 'node_modules/constructs')),
    ...ours,
  };
  const above = (fqn: string): Type[] => {
    const type = all[fqn];
    return type === undefined ? [] : [type, ...[...(type.interfaces ?? []), type.base ?? ''].flatMap(above)];
  };
  const implementing = types.flatMap((type) =>
    type.kind === 'class' ? (type.interfaces ?? []).map((fqn) => ({ type, interface: fqn })) : [],
  );

  test.each(implementing)('$type.name has all of $interface, optional or not, as Python asks for', (one) => {
    const classes = above(one.type.fqn).filter(({ kind }) => kind === 'class');
    const has = new Map(classes.flatMap(membersOf).map((member) => [member.name, signature(member)]));
    const asked = above(one.interface).flatMap(membersOf);
    expect(asked.length).toBeGreaterThan(0);
    // Names of parameters count: all can be given by name there.
    expect(asked.map((member) => has.get(member.name))).toEqual(asked.map(signature));
  });

  function signature({ name, parameters = [] }: Member): string {
    return `${name}(${parameters.map(named).join(', ')})`;
  }
});
