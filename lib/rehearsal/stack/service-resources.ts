/** Resources of the simulated services. A refusal of the service is the failure of the step. */
import { AwsFailure } from '../../core/world';
import type { AssemblyStack } from '../../assembly/assembly';
import { type Environment, type PhysicalResource, physicalResource } from '../physical-resource';
import { lifeOf } from '../provision';
import type { Making } from '../services/life';
import type { SimulatedAws } from '../simulated-aws';
import type { Note, ResourceMaker } from './maker';
import type { AskedResource, StandingResource } from './standing-resource';
import type { Outcome } from './walk';

export class ServiceResources implements ResourceMaker {
  constructor(
    private readonly aws: SimulatedAws,
    private readonly env: Environment,
    private readonly stack: () => AssemblyStack,
  ) {}

  create(asked: AskedResource, note: Note): Outcome {
    const { type, logicalId, properties } = asked;
    const { account, region, stackName } = this.env;
    const generation = this.aws.generations.next('resource', account, region, stackName, logicalId);
    const made = physicalResource(type, logicalId, properties, this.env, generation);
    return refusalOf(asked, () => {
      const known = lifeOf(type).make(this.making(asked, made)) ?? {};
      note({ ...asked, made: { ref: made.ref, attribute: (name) => known[name] ?? made.attribute(name) } });
    });
  }

  update(standing: StandingResource, asked: AskedResource, note: Note): Outcome {
    const { made } = standing;
    return refusalOf(asked, () => {
      lifeOf(asked.type).change(this.making(standing, made), this.making(asked, made));
      note({ ...asked, made });
    });
  }

  restore(standing: StandingResource, before: StandingResource, note: Note): Outcome {
    if (standing.made.ref === before.made.ref) {
      return this.update(standing, before, note);
    }
    note(before);
    return undefined;
  }

  remove(standing: StandingResource): Outcome {
    return refusalOf(standing, () => {
      lifeOf(standing.type).remove(this.making(standing, standing.made));
    });
  }

  private making({ properties }: AskedResource, made: PhysicalResource): Making {
    return { aws: this.aws, env: this.env, stack: this.stack(), properties, made };
  }
}

function refusalOf({ logicalId }: AskedResource, act: () => void): Outcome {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof AwsFailure) {
      return { resource: logicalId, reason: error.message };
    }
    throw error;
  }
}
