package shop;

import io.github.cdktemporaryaccess.AccessController;
import io.github.cdktemporaryaccess.AccessSignal;
import io.github.cdktemporaryaccess.AccessWindow;
import io.github.cdktemporaryaccess.OnDemandWindowProps;
import io.github.cdktemporaryaccess.TemporaryAccess;
import io.github.cdktemporaryaccess.Weekday;
import io.github.cdktemporaryaccess.WeeklyWindowProps;
import java.util.List;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.TimeZone;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.codepipeline.IPipeline;
import software.amazon.awscdk.services.codepipeline.Pipeline;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** What deploys may write production on Tuesdays and Thursdays between 20:00 and 22:00 in London. */
public final class ReleaseWindowStack extends Stack {
    public ReleaseWindowStack(final Construct scope, final String id) {
        super(scope, id);

        final Bucket shopFront = Bucket.Builder.create(this, "ShopFront")
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .enforceSsl(true)
                .build();
        final ServicePrincipal codeBuild = new ServicePrincipal("codebuild.amazonaws.com");
        final Role releaseRole = Role.Builder.create(this, "ReleaseRole").assumedBy(codeBuild).build();
        final Role pipelineRole = Role.Builder.create(this, "PipelineRole").assumedBy(codeBuild).build();
        final IPipeline pipeline = Pipeline.fromPipelineArn(this, "Pipeline", formatArn(
                ArnComponents.builder().service("codepipeline").resource("shop-front").build()));

        final Topic onCall = Topic.Builder.create(this, "OnCall").enforceSsl(true).build();
        AccessController.Builder.create(this, "AccessController")
                .alarmActions(List.of(new SnsAction(onCall)))
                .maxWindowLength(Duration.hours(4))
                .build();

        final AccessWindow releaseWindow = AccessWindow.weekly(WeeklyWindowProps.builder()
                .days(List.of(Weekday.TUESDAY, Weekday.THURSDAY))
                .start("20:00")
                .end("22:00")
                .timeZone(TimeZone.EUROPE_LONDON)
                .except(List.of("2026-12-24/2027-01-02"))
                .build());

        // People release with this role: it has the whole two hours.
        final TemporaryAccess release = TemporaryAccess.Builder.create(this, "ReleaseAccess")
                .role(releaseRole)
                .purpose("Release train: deploy the shop front")
                .windows(List.of(releaseWindow))
                .endingSoon(Duration.minutes(10))
                .build();
        shopFront.grantWrite(release);

        // The pipeline has it only while it runs, in the same hours.
        final TemporaryAccess whileItRuns = TemporaryAccess.Builder.create(this, "PipelineAccess")
                .role(pipelineRole)
                .purpose("Release train: the pipeline deploys the shop front")
                .windows(List.of(AccessWindow.onDemand(OnDemandWindowProps.builder()
                        .openOn(List.of(AccessSignal.pipelineStarted(pipeline)))
                        .closeOn(List.of(AccessSignal.pipelineFinished(pipeline)))
                        .maxDuration(Duration.hours(1))
                        .within(releaseWindow)
                        .build())))
                .build();
        shopFront.grantWrite(whileItRuns);
    }
}
