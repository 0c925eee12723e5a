package io.rlmprov.cli;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Options and parameters that several commands have for plans. */
final class PlanCommandLines {
    private PlanCommandLines() {}

    static OptionSpec out() {
        return CommandLines.path(
                PlanOptions.OUT, "FILE", "Save the plan to this file, for apply and show. It holds no secret.");
    }

    static OptionSpec config() {
        return CommandLines.path(
                PlanOptions.CONFIG,
                "FILE",
                "For a saved plan: the hub.yaml that it was made from; default: where it was, seen from the plan.");
    }

    /** Adds the options that choose a part of a plan. */
    static CommandSpec withParts(CommandSpec spec) {
        return spec.addOption(address(
                        PlanOptions.TARGET,
                        "ADDRESS",
                        Subject.RESOURCE,
                        "Only this resource and what it needs, for example service/hub or \"image/*\"; repeatable."))
                .addOption(address(
                        PlanOptions.EXCLUDE,
                        "ADDRESS",
                        Subject.RESOURCE,
                        "Neither this resource nor what needs it; repeatable, wins over --target."));
    }

    static OptionSpec refreshOnly(String description) {
        return CommandLines.flag(PlanOptions.REFRESH_ONLY, description);
    }

    static OptionSpec replace() {
        return address(
                PlanOptions.REPLACE,
                "SERVICE",
                Subject.SERVICE,
                "Replace this service even if nothing of it differs; repeatable.");
    }

    private static OptionSpec address(String name, String label, Subject subject, String description) {
        return OptionSpec.builder(name)
                .type(String[].class)
                .arity("1")
                .paramLabel(label)
                .completionCandidates(subject)
                .description(description)
                .build();
    }

    static CommandSpec ofHubOrPlan(String name) {
        return CommandLines.command(name)
                .addPositional(PositionalParamSpec.builder()
                        .arity("0..1")
                        .paramLabel(CommandLines.HUB_YAML_OR_PLAN)
                        .type(Path.class)
                        .converters(Path::of)
                        .description("What the hub should be like, or a plan that was saved; default: hub.yaml in this"
                                + " folder. Which of the two it is, its content says.")
                        .build());
    }

    static CommandSpec ofPlan(String name) {
        return CommandLines.command(name)
                .addPositional(PositionalParamSpec.builder()
                        .arity("1")
                        .required(true)
                        .paramLabel(CommandLines.PLAN_FILE)
                        .type(Path.class)
                        .converters(Path::of)
                        .description("A plan that was saved, or the ID of one that was applied.")
                        .build());
    }
}
