/**
 * Questions to the logs of a controller, saved where CloudWatch Logs Insights offers them.
 *
 * Nothing makes the name of a saved query unique, so each has the name of its stack, as a folder.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html
 */
import { Stack } from 'aws-cdk-lib';
import { CfnQueryDefinition, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { AccessRecord, Happening } from './core/world';

/** A field of a record in the log; of a list, its first item. */
type Field = keyof AccessRecord | 'policies.0' | 'awsRequestIds.0';

/** What changes whether an access is open; of these, only a proof says that it is not. */
const STEPS: readonly Happening[] = ['attached', 'opened', 'drift', 'close-failed', 'detached', 'verified'];
const PROOF: Happening = 'verified';
const FAILED: Happening = 'close-failed';

/**
 * Every access whose last step in the time range is not a proof of its removal: it is open, or nobody knows. No line
 * means that nothing is open that was opened within the range.
 */
export function openAtEnd(): string {
  const last = (field: Field, as: string): string => `latest(${field}) as ${as}`;
  return lines(
    `filter event in [${STEPS.map((step) => `"${step}"`).join(', ')}]`,
    `stats ${[last('event', 'state'), last('at', 'since'), last('end', 'ends'), last('role', 'roleArn'), last('purpose', 'why')].join(', ')} by access`,
    `filter state != "${PROOF}"`,
    'sort since asc',
  );
}

export interface LogQueriesProps {
  readonly logGroups: readonly ILogGroup[];
}

export class LogQueries extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: LogQueriesProps,
  ) {
    super(scope, id);
    this.save('History', 'History of an access', history);
    this.save('Open', 'Open at the end of the time range', () =>
      commented('start the time range at least as long before its end as an access may be open', openAtEnd()),
    );
    this.save('FailedCloses', 'Failed closes', failedCloses);
  }

  private save(id: string, name: string, query: () => string): void {
    new CfnQueryDefinition(this, id, {
      name: `TemporaryAccess/${Stack.of(this).stackName}/${name}`,
      logGroupNames: this.props.logGroups.map(({ logGroupName }) => logGroupName),
      queryString: query(),
    });
  }
}

/** It names no access of the stack: what is deployed does not change with every access that comes or goes. */
function history(): string {
  return commented(
    'put in the access that you ask about',
    lines(
      shown(
        'at',
        'event',
        'trigger',
        'words',
        'start',
        'end',
        'reason',
        'secondsPastEnd',
        'reads',
        'request',
        'requestedBy',
        'requestReason',
        'correlation',
        'role',
        'policies.0',
        'awsRequestIds.0',
      ),
      'filter ispresent(event) and access = "ReleaseAccess"',
      'sort @timestamp asc',
      'limit 10000',
    ),
  );
}

function failedCloses(): string {
  return lines(
    shown('at', 'access', 'trigger', 'reason', 'secondsPastEnd', 'role', 'policies.0', 'awsRequestIds.0'),
    `filter event = "${FAILED}"`,
    'sort @timestamp desc',
    'limit 1000',
  );
}

function shown(...fields: readonly Field[]): string {
  return `fields ${fields.join(', ')}`;
}

function lines(...commands: readonly string[]): string {
  return commands.join('\n| ');
}

function commented(comment: string, query: string): string {
  return `# ${comment}\n${query}`;
}
