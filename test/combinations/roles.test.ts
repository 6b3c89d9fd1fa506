/** Roles as organisations want them, and roles that this app did not make. */
import { App, Aspects, CfnParameter, type CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { CfnRole, type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messagesOf, problemsOf } from '../lib/fixture';
import { Construct } from 'constructs';
import { emptyFolder, removeFolders, role } from '../lib/rehearsal/assembly-fixture';
import { accessIn, AFTER, Deployed, fine, INSIDE, storyOf } from './played-app';

afterAll(removeFolders);

const OURS = '123456789012';
const ACCOUNT = `arn:aws:iam::${OURS}:role`;
const trust = { Version: '2012-10-17', Statement: [] };

function changeRoles(scope: App | Stack, change: (role: CfnRole) => void): void {
  Aspects.of(scope).add({
    visit: (node) => {
      if (CfnRole.isCfnRole(node)) {
        change(node);
      }
    },
  });
}

describe('where the organisation wants roles below a path', () => {
  const below = (role: CfnRole): void => {
    role.path = `/teams/shop${role.path ?? '/'}`;
  };

  test('an Aspect that writes it before what is there already puts ours there too', async () => {
    const story = await storyOf((app) => {
      const stack = new Stack(app, 'Shop');
      accessIn(stack, role(stack));
      accessIn(stack, role(stack, 'Second'), 'Other');
      changeRoles(app, below);
    });
    expect(story).toEqual(
      fine(
        `Other on ${ACCOUNT}/teams/shop/Shop-Second394350F9`,
        `Release on ${ACCOUNT}/teams/shop/Shop-DeployRole885297C3`,
      ),
    );
  });

  test('so does one that puts the attachment roles into several places', async () => {
    const { violations } = await storyOf((app) => {
      const stack = new Stack(app, 'Shop');
      accessIn(stack, role(stack));
      accessIn(stack, role(stack, 'Second'), 'Other');
      changeRoles(app, (one) => {
        one.path = `/${one.node.path.includes('Other') ? 'one' : 'two/three'}${one.path ?? '/'}`;
      });
    });
    expect(violations).toEqual([]);
  });

  test('the functions may still assume the attachment roles of their own stack only', () => {
    const stack = new Stack(new App(), 'Shop');
    accessIn(stack);
    changeRoles(stack, below);
    const { template } = App.of(stack)!.synth().getStackByName('Shop');
    expect(JSON.stringify(template)).toMatch(
      /"Action":"sts:AssumeRole","Effect":"Allow","Resource":\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},":iam::",\{"Ref":"AWS::AccountId"\},":role\/teams\/shop\/temporary-access\/",\{"Fn::Select":\[2,/,
    );
  });

  test.each<[how: string, change: (role: CfnRole) => void]>([
    [
      'by an Aspect',
      (one) => {
        one.path = '/teams/shop/';
      },
    ],
    [
      'by an override',
      (one) => {
        one.addPropertyOverride('Path', '/teams/shop/');
      },
    ],
    [
      'and put another beside it',
      (one) => {
        one.path = `${one.path ?? '/'}shop/`;
      },
    ],
    [
      'by no path at all',
      (one) => {
        one.addPropertyDeletionOverride('Path');
      },
    ],
  ])('fails at synthesis where the path is overwritten %s: nothing would be opened', (_how, change) => {
    const stack = new Stack(new App(), 'Shop');
    accessIn(stack);
    changeRoles(stack, change);
    expect(problemsOf(stack)).toEqual([expect.stringMatching(/^\[Shop\/Release\] .* \[attachment-role-changed\]$/)]);
  });
});

describe('where the organisation wants names of roles to begin in a certain way', () => {
  const named = (one: CfnRole): void => {
    one.roleName = `acme-${one.node.addr.slice(-20)}`;
  };

  test('the name of the stack is enough, since CloudFormation puts it before theirs', async () => {
    const { accesses, violations } = await storyOf((app) => {
      accessIn(new Stack(app, 'Shop', { stackName: 'acme-shop' }));
    });
    expect(violations).toEqual([]);
    expect(accesses).toEqual([expect.stringMatching(/^Release on .*:role\/acme-shop-.*: opened, closed, verified$/)]);
  });

  test('an Aspect that names them works as well, and is warned about', async () => {
    const stack = new Stack(new App(), 'Shop');
    accessIn(stack);
    changeRoles(stack, named);
    expect(messagesOf(stack).map(({ path, text }) => [path, /attachment-role-name/.exec(text)?.[0]])).toEqual([
      ['/Shop/Release', 'attachment-role-name'],
    ]);
    const { violations } = await storyOf((app) => {
      accessIn(new Stack(app, 'Shop'));
      changeRoles(app, named);
    });
    expect(violations).toEqual([]);
  });

  test('fails to replace the role of an access then, which is what the warning says, and leaves what was there', async () => {
    const deployed = new Deployed();
    const called = (roleName: string) => (app: App) => {
      const stack = new Stack(app, 'Shop');
      const assumedBy = new ServicePrincipal('codebuild.amazonaws.com');
      accessIn(stack, new Role(stack, 'Deploy', { roleName, assumedBy }));
      changeRoles(app, (one) => {
        if (one.node.path !== 'Shop/Deploy/Resource') {
          named(one);
        }
      });
    };
    expect(await deployed.deploy(called('one'))).toBeUndefined();
    await deployed.playUntil(INSIDE);
    expect(await deployed.deploy(called('two'))).toMatch(/custom-named resource requires replacing. Rename acme-/);
    await deployed.playUntil(AFTER);
    expect(deployed.attachments.at(-1)).toBe('detached: role/one');
  });

  test.each([
    ['make no roles', undefined],
    ['report on the roles and leave out their policies', { preventSynthesis: false }],
  ])('fails at synthesis where the CDK is told to %s', (_what, options) => {
    const app = new App();
    Role.customizeRoles(app, options);
    const stack = new Stack(app, 'Shop');
    accessIn(stack);
    expect(problemsOf(stack)).toEqual([expect.stringMatching(/customizeRoles.*\[customized-roles\]$/)]);
  });

  test('a role that was made beforehand works, where that applies to its own construct only', async () => {
    const story = await storyOf((app) => {
      const stack = new Stack(app, 'Shop');
      const theirs = new Construct(stack, 'Theirs');
      Role.customizeRoles(theirs, { usePrecreatedRoles: { 'Shop/Theirs/Deploy': 'acme-deploy' } });
      accessIn(
        stack,
        new Role(theirs, 'Deploy', {
          assumedBy: new ServicePrincipal('codebuild.amazonaws.com'),
        }).withoutPolicyUpdates(),
      );
    });
    expect(story).toEqual(fine(`Release on ${ACCOUNT}/acme-deploy`));
  });
});

describe('a role that was made in another way', () => {
  test('works, whatever way that is', async () => {
    const story = await storyOf((app) => {
      const stack = new Stack(app, 'Shop', { env: { account: OURS, region: 'us-east-1' } });
      const imported = (id: string, arn: string): IRole => Role.fromRoleArn(stack, id, arn, { mutable: false });
      const outside = new CfnParameter(stack, 'Outside', { default: `${ACCOUNT}/teams/parameter` });
      const made = new CfnRole(stack, 'Made', { path: '/teams/', assumeRolePolicyDocument: trust });
      const templateFile = join(emptyFolder(), 'template.json');
      const old = { Type: 'AWS::IAM::Role', Properties: { Path: '/old/', AssumeRolePolicyDocument: trust } };
      writeFileSync(templateFile, JSON.stringify({ Resources: { Old: old } }));
      const included = new CfnInclude(stack, 'Included', { templateFile }).getResource('Old');
      const roles = new Stack(app, 'Roles', { env: { account: OURS, region: 'eu-west-1' } });
      const assumedBy = new ServicePrincipal('codebuild.amazonaws.com');
      accessIn(stack, Role.fromRoleName(stack, 'Name', 'name'), 'ByName');
      accessIn(stack, imported('Arn', `${ACCOUNT}/teams/shop/arn`), 'ByArn');
      accessIn(stack, imported('Parameter', outside.valueAsString), 'ByParameter');
      accessIn(stack, imported('Resource', made.attrArn), 'PlainResource');
      accessIn(stack, imported('InTemplate', included.getAtt('Arn').toString()), 'OfTemplate');
      accessIn(stack, new Role(roles, 'Role', { roleName: 'far', path: '/teams/', assumedBy }), 'OtherRegion');
    });
    expect(story).toEqual(
      fine(
        `ByName on ${ACCOUNT}/name`,
        `ByArn on ${ACCOUNT}/teams/shop/arn`,
        `ByParameter on ${ACCOUNT}/teams/parameter`,
        `PlainResource on ${ACCOUNT}/teams/Shop-Made`,
        `OfTemplate on ${ACCOUNT}/old/Shop-Old`,
        `OtherRegion on ${ACCOUNT}/teams/far`,
      ),
    );
  });

  test('works in a stack of another region, by a reference that the CDK takes there', async () => {
    const story = await storyOf((app) => {
      const [roles, shop] = ['us-east-1', 'eu-west-1'].map(
        (region) => new Stack(app, `Shop-${region}`, { crossRegionReferences: true, env: { account: OURS, region } }),
      );
      accessIn(shop!, role(roles!));
    });
    expect(story).toEqual(fine(`Release on ${ACCOUNT}/Shop-us-east-1-DeployRole885297C3`));
  });

  test('is told apart from its successor below the same path, when it is replaced inside a window', async () => {
    const deployed = new Deployed();
    const named = (roleName: string) => (app: App) => {
      const stack = new Stack(app, 'Shop');
      const made = new CfnRole(stack, 'Made', { roleName, path: '/teams/', assumeRolePolicyDocument: trust });
      accessIn(stack, Role.fromRoleArn(stack, 'Role', made.attrArn));
    };
    expect(await deployed.deploy(named('one'))).toBeUndefined();
    await deployed.playUntil(INSIDE);
    expect(await deployed.deploy(named('two'))).toBeUndefined();
    expect(deployed.attachments).toEqual([
      'attached: role/teams/one',
      'detached: role/teams/one',
      'attached: role/teams/two',
    ]);
  });

  test('and then imported by `cdk import` is given an access by the deployment after that', async () => {
    const deployed = new Deployed();
    const withRole = (then?: (stack: Stack, imported: Role) => void) => (app: App) => {
      const stack = new Stack(app, 'Shop');
      const imported = new Role(stack, 'Deploy', {
        roleName: 'deploy',
        assumedBy: new ServicePrincipal('codebuild.amazonaws.com'),
      });
      imported.applyRemovalPolicy(RemovalPolicy.RETAIN);
      then?.(stack, imported);
    };
    expect(await deployed.deploy(withRole())).toBeUndefined();
    const access = withRole((stack, imported) => accessIn(stack, imported));
    expect(await deployed.deploy(access)).toBeUndefined();
    await deployed.playUntil(INSIDE);
    expect(await deployed.deploy(withRole())).toBeUndefined();
    expect(deployed.attachments).toEqual(['attached: role/deploy', 'detached: role/deploy']);
    expect(deployed.aws.iam.hasRole(`${ACCOUNT}/deploy`)).toBe(true);
  });

  test('an access adds nothing to the resource of its role, so that `cdk import` sees the role alone', () => {
    const resources = [true, false].map((withAccess) => {
      const stack = new Stack(new App(), 'Shop');
      const deploy = role(stack);
      if (withAccess) {
        accessIn(stack, deploy);
      }
      const { Resources } = App.of(stack)!.synth().getStackByName('Shop').template as {
        Resources: Record<string, unknown>;
      };
      return Resources[stack.getLogicalId(deploy.node.defaultChild as CfnResource)];
    });
    expect(resources[0]).toBeDefined();
    expect(resources[0]).toEqual(resources[1]);
  });
});
