/** What the checks look at: an access as its author declared it, once everything about it is known. */
import type { Duration } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { AccessController } from '../access-controller';
import type { AccessPolicy } from '../access-policy';
import type { AccessRequests } from '../access-requests';
import type { AccessWindow } from '../access-window';
import type { DeclaredWindow } from '../core/window';

export interface AccessUnderCheck {
  readonly construct: Construct;
  readonly accessId: string;
  readonly purpose: string;
  readonly role: IRole;
  readonly windows: readonly AccessWindow[];
  readonly endingSoon: Duration | undefined;
  readonly lastStart: Duration | undefined;
  /** Those of the windows that are valid. */
  readonly declaredWindows: readonly DeclaredWindow[];
  readonly policyArns: readonly string[];
  readonly policy: AccessPolicy | undefined;
  readonly allowPrivilegeEscalation: boolean;
  readonly allowSelfOpen: boolean;
  /** Undefined where the access is not deployed. */
  readonly requests: AccessRequests | undefined;
  readonly controller: AccessController;
}

/** Something that may be meant, and may be a mistake. Its id can be acknowledged. */
export interface Warning {
  readonly id: string;
  readonly text: string;
}
