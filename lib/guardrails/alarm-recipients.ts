/** Who has to be called when access may be standing past its end. */
import { covers } from '../review/rights';
import { listed } from '../review/wording';
import type { GuardedController } from './guarded-app';
import type { Breach, Limit } from './limit';

export function alarmRecipients(patterns: readonly string[]): Limit {
  return {
    rule: 'alarm-recipients',
    sentences: patterns.map((pattern) => (pattern === '*' ? 'alarms call somebody' : `alarms call ${pattern}`)),
    breaches: ({ controllers }) => controllers.flatMap((controller) => breachesOf(controller, patterns)),
  };
}

function breachesOf(at: GuardedController, patterns: readonly string[]): Breach[] {
  const { stack, alarmRecipients: called, silentAlarms } = at.told;
  const names = called.flatMap((name) => namesOf(name, stack));
  const missing = patterns.filter((pattern) => !names.some((name) => covers(pattern, name)));
  const why = 'access that stands past its end turns an alarm red that nobody looks at';
  if (called.length === 0 || missing.length > 0) {
    const who = missing.filter((pattern) => pattern !== '*');
    return [
      {
        at,
        what: `the alarms of ${stack} call ${who.length === 0 ? 'nobody' : `no ${listed(who)}`}`,
        why,
        mend: 'name them as alarmActions of the AccessController of the stack',
      },
    ];
  }
  return silentAlarms.length === 0
    ? []
    : [
        {
          at,
          what: `of the alarms of ${stack}, ${listed(silentAlarms)} ${silentAlarms.length === 1 ? 'calls' : 'call'} nobody`,
          why,
          mend: 'leave the actions of the alarms as the AccessController declares them',
        },
      ];
}

/** A recipient of the app is shown as `${OnCall}`, from its own stack, or as `${Other/OnCall}` from another. */
function namesOf(name: string, stack: string): string[] {
  const [, path] = /^\$\{([^}]+)\}$/.exec(name) ?? [];
  return path === undefined ? [name] : [path, `${stack}/${path}`];
}
