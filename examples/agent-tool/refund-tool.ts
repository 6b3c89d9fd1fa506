/** Scenery: the tool, `POST /cases/{case}/refund`, which asks IAM who calls. */
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class RefundTool extends Construct {
  public readonly api: HttpApi;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const refund = new LambdaFunction(this, 'Refund', {
      code: Code.fromInline('exports.handler = async ({ pathParameters }) => ({ refunded: pathParameters.case });'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
    });
    this.api = new HttpApi(this, 'Api', { defaultAuthorizer: new HttpIamAuthorizer() });
    this.api.addRoutes({
      path: '/cases/{case}/refund',
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('Refund', refund),
    });
  }
}
