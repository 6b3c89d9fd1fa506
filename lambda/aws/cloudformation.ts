/**
 * Answers to CloudFormation, at the presigned address that came with the request.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
import { SECOND } from '../../lib/core/interval';
import { AwsFailure, type CloudFormation } from '../../lib/core/world';

export function cloudFormation(): CloudFormation {
  return {
    respond: async (responseUrl, body) => {
      let status: number;
      try {
        // The address is signed for an empty content type.
        const response = await fetch(responseUrl, {
          method: 'PUT',
          body,
          headers: { 'content-type': '' },
          signal: AbortSignal.timeout(10 * SECOND),
        });
        status = response.status;
      } catch (error) {
        throw new AwsFailure('unavailable', 'cloudformation response', String(error));
      }
      if (status >= 300) {
        throw new AwsFailure(status >= 500 ? 'unavailable' : 'unknown', 'cloudformation response', `HTTP ${status}`);
      }
    },
  };
}
