/** The same accesses as in `by-hand.ts`, declared with the library. */
import { type Stack, TimeZone } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AccessWindow, TemporaryAccess, Weekday } from 'cdk-temporary-access';

export function declared(stack: Stack, accesses: number): void {
  for (let index = 0; index < accesses; index++) {
    new TemporaryAccess(stack, `Access${index}`, {
      role: new Role(stack, `Role${index}`, { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') }),
      purpose: `Release train ${index}`,
      windows: [
        AccessWindow.weekly({
          days: [Weekday.TUESDAY, Weekday.THURSDAY],
          start: '20:00',
          end: '22:00',
          timeZone: TimeZone.EUROPE_LONDON,
        }),
      ],
      statements: [new PolicyStatement({ actions: ['s3:PutObject'], resources: ['arn:aws:s3:::shop/*'] })],
    });
  }
}
