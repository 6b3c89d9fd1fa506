/**
 * Custom resources, which their function makes.
 *
 * One whose create was never answered goes by an id of CloudFormation's own invention, and one whose create failed
 * by the id that was answered; either is deleted again. An update that answers another id has replaced the resource.
 * A rollback asks for the old properties once more, with the present ones as the old.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes.html
 */
import { type Environment, type PhysicalResource, physicalResource } from '../physical-resource';
import { askCustomResource, type CustomResourceAnswer, serviceTokenOf, uuid } from '../custom-resource-call';
import type { SimulatedAws } from '../simulated-aws';
import type { JsonObject } from '../../assembly/template';
import type { Note, ResourceMaker } from './maker';
import type { AskedResource, StandingResource } from './standing-resource';
import type { Outcome } from './walk';

interface Request {
  readonly request: 'Create' | 'Update' | 'Delete';
  readonly physicalId?: string;
  readonly oldProperties?: JsonObject;
}

export class CustomResources implements ResourceMaker {
  constructor(
    private readonly aws: SimulatedAws,
    private readonly env: Environment,
    private readonly stackId: string,
    /** Called before the function hears of what is asked. */
    private readonly onAsk: (properties: JsonObject) => void,
  ) {}

  async create(asked: AskedResource, note: Note): Promise<Outcome> {
    this.onAsk(asked.properties);
    const invented = this.inventedId(asked);
    if (this.aws.lambda.find(serviceTokenOf(asked.properties)) !== undefined) {
      note({ ...asked, made: named(invented) });
    }
    const answer = await this.ask(asked, { request: 'Create' });
    if (answer.physicalId !== undefined) {
      note({ ...asked, made: named(answer.physicalId) });
    }
    return outcomeOf(asked, answer);
  }

  async update(standing: StandingResource, asked: AskedResource, note: Note): Promise<Outcome> {
    this.onAsk(asked.properties);
    note({ ...asked, made: standing.made });
    const { properties: oldProperties, made } = standing;
    const answer = await this.ask(asked, { request: 'Update', physicalId: made.ref, oldProperties });
    if (answer.failed === undefined && answer.physicalId !== undefined) {
      note({ ...asked, made: named(answer.physicalId) });
    }
    return outcomeOf(asked, answer);
  }

  restore(standing: StandingResource, before: StandingResource, note: Note): Promise<Outcome> {
    return this.update(standing, before, note);
  }

  async remove(standing: StandingResource): Promise<Outcome> {
    return outcomeOf(standing, await this.ask(standing, { request: 'Delete', physicalId: standing.made.ref }));
  }

  private ask({ type, logicalId, properties }: AskedResource, asking: Request): Promise<CustomResourceAnswer> {
    const { aws, env, stackId } = this;
    const turn = aws.generations.next('request', stackId, logicalId, asking.request);
    const requestId = uuid(stackId, logicalId, asking.request, ...turn);
    return askCustomResource(aws, {
      ...asking,
      requestId,
      type,
      logicalId,
      stackId,
      region: env.region,
      properties,
    });
  }

  private inventedId({ type, logicalId }: AskedResource): string {
    const { account, region, stackName } = this.env;
    const generation = this.aws.generations.next('resource', account, region, stackName, logicalId);
    return physicalResource(type, logicalId, {}, this.env, generation).ref;
  }
}

function named(physicalId: string): PhysicalResource {
  return { ref: physicalId, attribute: () => undefined };
}

function outcomeOf({ logicalId }: AskedResource, { failed }: CustomResourceAnswer): Outcome {
  return failed === undefined ? undefined : { resource: logicalId, reason: failed };
}
