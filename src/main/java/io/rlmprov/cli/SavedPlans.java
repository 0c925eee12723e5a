package io.rlmprov.cli;

import io.rlmprov.apply.SavedPlan;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.model.Contents;
import io.rlmprov.model.HmacKey;
import io.rlmprov.plan.HostPlan;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.PlanFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Saves the plans of one hub.yaml, and compares saved ones with those that it gives now.
 *
 * @param file hub.yaml
 */
record SavedPlans(Surroundings around, Workspace workspace, Path file) {
    /** Where hub.yaml of a saved plan is, unless the operator names another place. */
    static Path config(Path planFile, PlanFile saved, Optional<Path> named) {
        Path folder = Optional.ofNullable(planFile.toAbsolutePath().getParent()).orElse(planFile);
        return named.orElseGet(() -> folder.resolve(saved.config().path()).normalize());
    }

    /** Writes a plan to a file, and tells what it is bound to. */
    void save(Path out, Plan plan, boolean purge, Optional<Contents> contents, PrintWriter told) {
        PlanFile saved = PlanFile.of(
                plan,
                purge,
                new PlanFile.Made(
                        Build.name(around.installation()),
                        around.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                        workspace.operatorName()),
                PlanFile.Config.of(relative(out), workspace.file(), key(plan), archive(contents)));
        PlanStore.write(out, saved);
        told.println();
        told.println("Saved to " + out + ". To apply exactly this plan: rlmprov apply " + out);
        unbound(saved).ifPresent(told::println);
        told.flush();
    }

    /** What a plan for a host without a key is not bound to; empty if there is no such host. */
    static Optional<String> unbound(PlanFile saved) {
        List<String> hosts = saved.unbound();
        return hosts.isEmpty()
                ? Optional.empty()
                : Optional.of("Secrets are not bound yet, because " + String.join(", ", hosts)
                        + " has no key to compare them by: apply takes the values that they have then.");
    }

    /**
     * Refuses a saved plan that is not exactly the one that was just made.
     *
     * @throws io.rlmprov.apply.StalePlanException with everything that changed
     */
    void require(PlanFile saved, Plan plan, Optional<Contents> contents) {
        Optional<HmacKey> key = saved.config().keyed() ? key(plan) : Optional.empty();
        PlanFile now = PlanFile.of(
                plan,
                saved.purge(),
                new PlanFile.Made(Build.name(around.installation()), "", ""),
                PlanFile.Config.of(file.toString(), workspace.file(), key, archive(contents)));
        new SavedPlan(saved, now).require();
    }

    private static Optional<HmacKey> key(Plan plan) {
        return plan.hosts().stream().findFirst().map(HostPlan::facts).flatMap(facts -> facts.key());
    }

    private String relative(Path out) {
        Path folder = Optional.ofNullable(out.toAbsolutePath().normalize().getParent())
                .orElse(out);
        Path config = file.toAbsolutePath().normalize();
        try {
            return folder.relativize(config).toString();
        } catch (IllegalArgumentException otherDrive) {
            return config.toString();
        }
    }

    private static Optional<String> archive(Optional<Contents> contents) {
        return contents.flatMap(Contents::baseArchive).map(SavedPlans::digest);
    }

    private static String digest(Contents.Archive archive) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            archive.content().writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new RlmprovException(
                    "images.base-archive: " + archive.name() + " cannot be read (" + e.getMessage() + ")",
                    "Check that it is there and who may read it.",
                    e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
