import type { Resource, Template } from '../../../../lib/assembly/template';
import { accessesIn, partsOf } from '../../../../lib/rehearsal/variants/accesses';
import { withDeclaration } from '../../../../lib/rehearsal/variants/declaration-edit';
import { withResources } from '../../../../lib/rehearsal/variants/template-edit';
import { access, APPS, appTemplate, comparable, released, shopPolicy, templateOf } from './apps';

const typesOf = (template: Template, ids: readonly string[]): string[] =>
  ids.map((id) => template.Resources?.[id]?.Type ?? `no resource ${id}`);

describe('the accesses of a template', () => {
  test('are those of the app, with id and windows', () => {
    const template = appTemplate('accesses in scopes');
    expect(accessesIn(template).map(({ id, windows }) => [id, windows.map(({ words }) => words)])).toEqual([
      ['Team.Release', ['Mondays 20:00-22:00 Europe/London']],
      [
        'Crew.Release',
        [
          'every day 22:00-06:00 (ending the next day) Europe/London, from 2026-01-01 on, except 2026-12-24 to 2027-01-02',
        ],
      ],
    ]);
  });

  test('leave out one whose windows cannot be read, such as of another version', () => {
    const template = withResources(appTemplate('one access'), (resource) => ({
      ...resource,
      Properties: { ...resource.Properties, windows: [{ kind: 'lunar' }] },
    }));
    expect(accessesIn(template)).toEqual([]);
  });

  test('are none where nothing is declared', () => {
    expect(accessesIn({})).toEqual([]);
  });
});

describe('the parts of an access', () => {
  test('are attachment role, own policy and the schedules of its windows', () => {
    const template = appTemplate('two roles and several windows');
    const parts = partsOf(template, released(template))!;
    expect(typesOf(template, [parts.attachmentRole, parts.policy!])).toEqual([
      'AWS::IAM::Role',
      'AWS::IAM::ManagedPolicy',
    ]);
    expect(parts.schedules).toHaveLength(6);
    expect([parts.attachmentRole, parts.policy, ...parts.schedules].every((id) => id?.startsWith('Release'))).toBe(
      true,
    );
  });

  test('are without a policy where it attaches given ones only, even of the same stack', () => {
    const template = templateOf((stack) => {
      access(stack, 'Release', { managedPolicies: [shopPolicy(stack)] });
    });
    expect(partsOf(template, released(template))?.policy).toBeUndefined();
  });

  test('are found whatever their logical ids are', () => {
    const template = templateOf((stack) => {
      const release = access(stack, 'Release');
      release.node.findAll().forEach((node, index) => {
        const resource = node as { overrideLogicalId?: (id: string) => void };
        resource.overrideLogicalId?.(`Mine${index}`);
      });
    });
    const { attachmentRole, policy, schedules } = partsOf(template, released(template))!;
    expect([attachmentRole, policy, ...schedules].every((id) => id?.startsWith('Mine'))).toBe(true);
  });
});

describe('a declaration', () => {
  test.each(Object.keys(APPS))('that is not changed leaves the template as it is: %s', (app) => {
    const template = appTemplate(app);
    expect(withDeclaration(template, released(template).id, (declared) => declared)).toEqual(template);
  });

  test('is changed in all six places: custom resource, two manifests, two edges and the sweep', () => {
    const template = appTemplate('one access');
    const seen: unknown[] = [];
    withDeclaration(template, 'Release', (declared) => {
      seen.push(declared['role']);
      return declared;
    });
    expect(seen).toHaveLength(6);
    expect(new Set(seen.map((role) => JSON.stringify(role))).size).toBe(1);
  });

  test('leaves alone what other schedules hand over', () => {
    const other = (Input: string): Resource => ({
      Type: 'AWS::Scheduler::Schedule',
      Properties: { Target: { Input } },
    });
    const template: Template = {
      Resources: { A: other('hello'), B: other('{"event":"start","access":1}'), C: other('[]') },
    };
    expect(comparable(withDeclaration(template, 'Release', () => undefined))).toEqual(comparable(template));
  });
});
