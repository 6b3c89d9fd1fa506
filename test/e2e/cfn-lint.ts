/** cfn-lint, which looks at templates as CloudFormation does, and at what else is known to go wrong with them. */
import { execFile, spawnSync } from 'node:child_process';

export const INSTALL = 'pip install cfn-lint';

/** What it reports: `W3005 Shop.template.json Resources/Function/DependsOn/0: it is enforced already`. */
export type Finding = string;

interface Match {
  readonly Filename: string;
  readonly Location: { readonly Path: readonly (string | number)[] | null };
  readonly Message: string;
  readonly Rule: { readonly Id: string };
}

/** The CDK writes every text that it joins as Fn::Join, where cfn-lint would rather read Fn::Sub. */
const WORDING = 'I1022';

/**
 * Of two partitions. In us-gov-west-1 the published schema of an event bus knows neither a description nor a policy, so
 * what opens by request cannot be judged there.
 */
const REGIONS = ['us-east-1', 'eu-west-1', 'cn-north-1'];

export function cfnLintIsInstalled(): boolean {
  return spawnSync('cfn-lint', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Everything that it has to say, down to information. */
export function lint(templates: readonly string[]): Promise<Finding[]> {
  const options = ['--format', 'json', '--include-checks', 'I', '--ignore-checks', WORDING, '--regions', ...REGIONS];
  return new Promise((done, fail) => {
    execFile('cfn-lint', [...options, '--', ...templates], { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      try {
        done((JSON.parse(stdout === '' ? '[]' : stdout) as Match[]).map(textOf));
      } catch {
        fail(new Error(`cfn-lint did not finish: ${stderr}`, { cause: error }));
      }
    });
  });
}

function textOf({ Filename, Location, Message, Rule }: Match): Finding {
  return `${Rule.Id} ${Filename.replace(/^.*\//, '')} ${(Location.Path ?? []).join('/')}: ${Message}`;
}
