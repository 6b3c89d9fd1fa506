"""The release window in Python: `npx cdk synth`, then the rehearsal that README.md names."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch_actions as cloudwatch_actions
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from cdk_temporary_access import (
    AccessController,
    AccessGuardrails,
    AccessSignal,
    AccessWindow,
    StandingAccess,
    TemporaryAccess,
    Weekday,
)
from constructs import Construct


class ReleaseWindowStack(cdk.Stack):
    """What deploys may write production on Tuesdays and Thursdays between 20:00 and 22:00 in London."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)

        shop_front = s3.Bucket(
            self,
            "ShopFront",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
        )
        codebuild = iam.ServicePrincipal("codebuild.amazonaws.com")
        release_role = iam.Role(self, "ReleaseRole", assumed_by=codebuild)
        pipeline_role = iam.Role(self, "PipelineRole", assumed_by=codebuild)
        pipeline = codepipeline.Pipeline.from_pipeline_arn(
            self,
            "Pipeline",
            self.format_arn(service="codepipeline", resource="shop-front"),
        )

        on_call = sns.Topic(self, "OnCall", enforce_ssl=True)
        AccessController(
            self,
            "AccessController",
            alarm_actions=[cloudwatch_actions.SnsAction(on_call)],
            max_window_length=cdk.Duration.hours(4),
        )

        release_window = AccessWindow.weekly(
            days=[Weekday.TUESDAY, Weekday.THURSDAY],
            start="20:00",
            end="22:00",
            time_zone=cdk.TimeZone.EUROPE_LONDON,
            # Other languages call it `except`, which is a keyword here.
            except_=["2026-12-24/2027-01-02"],
        )

        # People release with this role: it has the whole two hours.
        release = TemporaryAccess(
            self,
            "ReleaseAccess",
            role=release_role,
            purpose="Release train: deploy the shop front",
            windows=[release_window],
            ending_soon=cdk.Duration.minutes(10),
        )
        shop_front.grant_write(release)

        # The pipeline has it only while it runs, in the same hours.
        while_it_runs = TemporaryAccess(
            self,
            "PipelineAccess",
            role=pipeline_role,
            purpose="Release train: the pipeline deploys the shop front",
            windows=[
                AccessWindow.on_demand(
                    open_on=[AccessSignal.pipeline_started(pipeline)],
                    close_on=[AccessSignal.pipeline_finished(pipeline)],
                    max_duration=cdk.Duration.hours(1),
                    within=release_window,
                )
            ],
        )
        shop_front.grant_write(while_it_runs)


app = cdk.App()
ReleaseWindowStack(app, "ReleaseWindow")
# What every access of the app is held to, and a warning where a role has for good what is to be temporary.
cdk.Validations.of(app).add_plugins(
    AccessGuardrails(max_open_per_week=cdk.Duration.hours(20), forbidden_actions=["iam:*"])
)
cdk.Aspects.of(app).add(StandingAccess())
app.synth()
