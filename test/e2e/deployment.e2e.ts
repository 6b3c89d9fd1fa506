/** CloudFormation's requests, answered over real HTTP. */
import { DeletePolicyCommand, DeleteRoleCommand, GetPolicyCommand } from '@aws-sdk/client-iam';
import { ACCESS_RESOURCE, ADMISSION_RESOURCE, DEPLOYMENT_RESOURCE, roleName } from '../../lib/core/declaration';
import { deleteOrder } from '../../lib/rehearsal/deployment-order';
import { attachByHand, stateOf } from './attachments';
import { describeOnMoto } from './aws';
import { deploy, type DeployedStack, singleAccess } from './deployed-stack';
import { eventsOf } from './function';
import { accessIn, aroundNow, before, once, stackNamed } from './moment';

const NOT_YET = { without: [ADMISSION_RESOURCE, ACCESS_RESOURCE, DEPLOYMENT_RESOURCE] };

/** A test deletes a stack's resources as CloudFormation would; moto deletes an attached policy, which IAM refuses. */
async function deletePolicy({ aws: { iam } }: DeployedStack, arn: string): Promise<void> {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arn }));
  if (Policy?.AttachmentCount !== 0) {
    throw new Error(`DeleteConflict: ${arn} is attached`);
  }
  await iam.send(new DeletePolicyCommand({ PolicyArn: arn }));
}

describeOnMoto('a deployment', () => {
  test.concurrent('opens what is inside a window', async () => {
    const stack = stackNamed('Inside');
    accessIn(stack, once(aroundNow()));
    const { aws, access, ...made } = singleAccess(await deploy(stack, { without: [DEPLOYMENT_RESOURCE] }));
    expect(await stateOf(aws.iam, access)).toBe('closed');
    const [id = ''] = made.stack.ofType(DEPLOYMENT_RESOURCE);
    const { answer, ...invocation } = await made.stack.request('Create', id);
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: DEPLOYMENT_RESOURCE, LogicalResourceId: id });
    expect(eventsOf(invocation)).toEqual(['attached', 'opened']);
    expect(await stateOf(aws.iam, access)).toBe('open');
  });

  test.concurrent('is refused where somebody attached the pair before, and then leaves it alone', async () => {
    const stack = stackNamed('Standing');
    accessIn(stack, once(before()));
    const { aws, access, ...made } = singleAccess(await deploy(stack, NOT_YET));
    await attachByHand(aws.iam, access);
    const [id = ''] = made.stack.ofType(ADMISSION_RESOURCE);
    const { answer } = await made.stack.request('Create', id);
    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toContain('is attached to');
    expect(answer.PhysicalResourceId).toMatch(/^refused:/);
    expect((await made.stack.request('Delete', id)).answer.Status).toBe('SUCCESS');
    // CloudFormation deletes what it never made under an id of its own.
    const [accessId = ''] = made.stack.ofType(ACCESS_RESOURCE);
    const invented = await made.stack.request('Delete', accessId, { PhysicalResourceId: 'Standing_Release_1ABC' });
    expect(invented.answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'Standing_Release_1ABC' });
    expect(await stateOf(aws.iam, access)).toBe('open');
  });

  test.concurrent('that moves a window into the past closes it', async () => {
    const stack = stackNamed('Moved');
    accessIn(stack, once(before()));
    const { aws, access, ...made } = singleAccess(await deploy(stack));
    await attachByHand(aws.iam, access);
    const [id = ''] = made.stack.ofType(ACCESS_RESOURCE);
    const updated = await made.stack.request('Update', id, { OldResourceProperties: made.stack.propertiesOf(id) });
    expect(updated.answer).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: `temporary-access:${access.access}`,
    });
    expect(eventsOf(updated)).toEqual(['detached', 'verified']);
    expect(await stateOf(aws.iam, access)).toBe('closed');
  });
});

describeOnMoto('deleting a stack', () => {
  test.concurrent('inside a window detaches before IAM is asked to delete the policy', async () => {
    const stack = stackNamed('Deleted');
    accessIn(stack, once(aroundNow()));
    const { aws, access, ...made } = singleAccess(await deploy(stack));
    expect(await stateOf(aws.iam, access)).toBe('open');
    await expect(deletePolicy(made.stack, access.policies[0]!)).rejects.toThrow('DeleteConflict');

    const deleted: string[] = [];
    for (const id of deleteOrder(made.stack.template)) {
      const type = made.stack.template.Resources?.[id]?.Type ?? '';
      if (type === ACCESS_RESOURCE) {
        const { answer, ...invocation } = await made.stack.request('Delete', id);
        expect(answer.Status).toBe('SUCCESS');
        expect(eventsOf(invocation)).toEqual(['detached', 'verified']);
        deleted.push('access');
      } else if (type === 'AWS::IAM::ManagedPolicy') {
        await deletePolicy(made.stack, access.policies[0]!);
        deleted.push('policy');
      }
    }
    expect(deleted).toEqual(['access', 'policy']);
    expect(await stateOf(aws.iam, access)).toBe('closed');
  });

  test.concurrent('succeeds where the role has vanished', async () => {
    const stack = stackNamed('Vanished');
    accessIn(stack, once(before()));
    const { aws, access, ...made } = singleAccess(await deploy(stack));
    await aws.iam.send(new DeleteRoleCommand({ RoleName: roleName(access.role) }));
    const [id = ''] = made.stack.ofType(ACCESS_RESOURCE);
    const { answer, ...invocation } = await made.stack.request('Delete', id);
    expect(answer.Status).toBe('SUCCESS');
    expect(eventsOf(invocation)).toEqual(['verified']);
  });
});
