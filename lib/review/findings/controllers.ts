/** Whether somebody would notice that access stands past its end. */
import type { Controller } from '../report';
import { listed } from '../wording';
import type { Found } from './finding';

export function controllerFindings({ alarmRecipients, silentAlarms, isSweeping }: Controller): Found[] {
  return [
    ...(silentAlarms.length === 0
      ? []
      : [
          {
            id: 'no-alarm-recipients',
            severity: 'medium' as const,
            about: silentAlarms.join(', '),
            what:
              alarmRecipients.length === 0
                ? 'its alarms call nobody'
                : `nobody is called by the alarms ${listed(silentAlarms)}`,
            why: 'access that stands past its end turns an alarm red that nobody looks at',
            mend: 'give the AccessController alarmActions, such as new SnsAction(topic)',
          },
        ]),
    ...(isSweeping
      ? []
      : [
          {
            id: 'no-sweep',
            severity: 'high' as const,
            about: 'sweep',
            what: 'the schedule of the sweep is disabled',
            why: 'nothing opens without a sweep, and nothing closes an access whose end was lost',
            mend: 'leave the schedule as the library declares it',
          },
        ]),
  ];
}
