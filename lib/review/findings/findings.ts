/** Everything that a reviewer should look at twice, the worst first. */
import type { Interval } from '../../core/interval';
import type { Facts } from '../facts';
import type { Finding } from '../report';
import { controllerFindings } from './controllers';
import { placed, placedAt } from './finding';
import { onDemandFindings } from './on-demand';
import { rightFindings } from './rights';
import { roleFindings } from './roles';
import { windowFindings } from './windows';

const SEVERITIES = ['high', 'medium', 'low'];

export function findingsOf({ accesses, controllers }: Facts, range: Interval): Finding[] {
  const found = [
    ...accesses.flatMap((access) => {
      const { told, windows } = access;
      const controller = controllers.find(({ stack }) => stack === told.stack);
      return placedAt(told, [
        ...rightFindings(told),
        ...roleFindings(told),
        ...windowFindings(windows, controller, range),
        ...onDemandFindings(access, controller),
      ]);
    }),
    ...controllers.flatMap((controller) =>
      controllerFindings(controller).map((finding) => placed(finding, controller.stack, null)),
    ),
  ];
  return found.sort((one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity));
}
