package shop;

import io.github.cdktemporaryaccess.AccessGuardrails;
import io.github.cdktemporaryaccess.StandingAccess;
import java.util.List;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Validations;

/** The release window in Java: {@code npx cdk synth}, then the rehearsal that README.md names. */
public final class App {
    public static void main(final String[] arguments) {
        final var app = new software.amazon.awscdk.App();
        new ReleaseWindowStack(app, "ReleaseWindow");
        // What every access of the app is held to, and a warning where a role has for good what is to be temporary.
        Validations.of(app).addPlugins(AccessGuardrails.Builder.create()
                .maxOpenPerWeek(Duration.hours(20))
                .forbiddenActions(List.of("iam:*"))
                .build());
        Aspects.of(app).add(new StandingAccess());
        app.synth();
    }
}
