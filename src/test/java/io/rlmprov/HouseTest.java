package io.rlmprov;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which package may use which, and which library each package has for itself. */
class HouseTest {
    private static final Path SOURCES = Path.of("src");
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.rlmprov");

    /** Where values become other values: no clock, chance, environment, file or network. */
    private static final String[] PURE = {
        "io.rlmprov.sizing..",
        "io.rlmprov.model..",
        "io.rlmprov.facts..",
        "io.rlmprov.kinds..",
        "io.rlmprov.plan..",
        "io.rlmprov.config.."
    };

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "config, -",
                "sizing, config model",
                "model, config",
                "facts, config model",
                "kinds, config sizing model facts",
                "plan, config sizing model facts kinds",
                "apply, config sizing model facts kinds plan classroom",
                "classroom, config model kinds",
                "host, config model facts apply",
                "engine, config apply host",
                "ui, config model facts apply classroom",
                "cli, config sizing model facts kinds plan apply host engine classroom ui"
            })
    void aRoomKnowsTheseOnly(String room, String known) {
        List<String> allowed = Stream.concat(
                        Stream.of(room), known == null ? Stream.empty() : Stream.of(known.split(" ", -1)))
                .map(name -> "io.rlmprov." + name + "..")
                .toList();
        DescribedPredicate<JavaClass> foreign = resideInAPackage("io.rlmprov..")
                .and(DescribedPredicate.not(resideInAnyPackage(allowed.toArray(new String[0]))));
        holds(noClasses()
                .that()
                .resideInAPackage("io.rlmprov." + room + "..")
                .should()
                .dependOnClassesThat(foreign));
    }

    @Test
    void everyRoomIsInTheTable() {
        List<String> rooms = HOUSE.stream()
                .map(type -> type.getPackageName()
                        .replaceFirst("io\\.rlmprov\\.?", "")
                        .replaceFirst("\\..*", ""))
                .distinct()
                .sorted()
                .toList();
        assertThat(rooms)
                .containsExactlyInAnyOrder(
                        "config",
                        "sizing",
                        "model",
                        "facts",
                        "kinds",
                        "plan",
                        "apply",
                        "host",
                        "engine",
                        "classroom",
                        "ui",
                        "cli");
    }

    @Test
    void thereIsNoCycle() {
        holds(slices().matching("io.rlmprov.(*)..").should().beFreeOfCycles());
        holds(slices().matching("io.rlmprov.kinds.(*)..").should().beFreeOfCycles());
    }

    @ParameterizedTest
    @CsvSource({
        "net.schmizz.., host",
        "com.jcraft.., host",
        "com.github.dockerjava.., engine",
        "picocli.., cli",
        "org.apache.commons.compress.., kinds",
        "com.fasterxml.jackson.dataformat.., config",
        "org.yaml.., config"
    })
    void aLibraryIsUsedInOneRoom(String library, String room) {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage("io.rlmprov." + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library));
    }

    @Test
    void thePureRoomsTouchNothingOfThisMachine() {
        // OperatorSources is the port through which hub.yaml refers to the operator's machine. Networks parses
        // addresses by
        // InetAddress.ofLiteral, which asks no name server. A URI is a value, too.
        holds(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .and()
                .doNotHaveSimpleName("OperatorSources")
                .and()
                .doNotHaveSimpleName("Networks")
                .should()
                .dependOnClassesThat(touchesTheMachine()));
    }

    /** The digits of {@code %d} are those of the operator's locale, and its comma is {@code %f}'s. */
    @Test
    void textIsFormattedAlikeInEveryLocale() {
        for (Class<?> type : List.of(String.class, PrintStream.class, PrintWriter.class)) {
            for (String method : List.of("format", "formatted", "printf")) {
                holds(noClasses()
                        .should()
                        .callMethodWhere(JavaCall.Predicates.target(
                                        HasOwner.Predicates.With.owner(HasName.Predicates.name(type.getName())))
                                .and(JavaCall.Predicates.target(HasName.Predicates.name(method)))
                                .and(DescribedPredicate.describe(
                                        "without a locale",
                                        call -> !call.getTarget()
                                                .getRawParameterTypes()
                                                .getFirst()
                                                .isEquivalentTo(Locale.class)))));
            }
        }
    }

    @Test
    void clockAndChanceComeThroughPorts() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackages("io.rlmprov.cli..", "io.rlmprov.host..", "io.rlmprov.engine..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.(util\\..*Random|security\\.SecureRandom|time\\.Clock)"));
    }

    private static DescribedPredicate<JavaClass> touchesTheMachine() {
        return DescribedPredicate.describe(
                "reach clock, chance, files, processes or the network",
                type -> type.getName()
                        .matches(
                                "java\\.nio\\.file\\.Files|java\\.io\\.File(|InputStream|OutputStream|Reader|Writer)"
                                        + "|java\\.net\\.(?!URI$).*|java\\.util\\.Random|java\\.security\\.SecureRandom"
                                        + "|java\\.time\\.(Clock|InstantSource)|java\\.lang\\.(Process|ProcessBuilder|Thread)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Util", "Utils", "Helper", "Manager", "Impl"})
    void noClassIsNamedAfterNothing(String suffix) {
        holds(noClasses().should().haveSimpleNameEndingWith(suffix));
    }

    @Test
    void errorsThatAUserSeesAreOfOneFamily() {
        holds(classes()
                .that()
                .areAssignableTo(Throwable.class)
                .and()
                .arePublic()
                .should()
                .beAssignableTo("io.rlmprov.config.RlmprovException"));
    }

    @Test
    void everyPackageSaysWhatItIsAndThatItHasNoNulls() throws IOException {
        for (Path folder : folders(SOURCES.resolve("main/java/io/rlmprov"))) {
            assertThat(folder.resolve("package-info.java"))
                    .content()
                    .contains("@NullMarked")
                    .startsWith("/**");
        }
    }

    @Test
    void noFileIsLongerThanFourHundredLines() throws IOException {
        Map<Path, Long> lengths = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                try (Stream<String> lines = Files.lines(file)) {
                    lengths.put(file, lines.count());
                }
            }
        }
        assertThat(lengths)
                .isNotEmpty()
                .allSatisfy(
                        (file, lines) -> assertThat(lines).as(file.toString()).isLessThanOrEqualTo(400));
    }

    private static List<Path> folders(Path root) throws IOException {
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(Files::isDirectory).toList();
        }
    }

    /** A rule that speaks of nothing fails. */
    private static void holds(ArchRule rule) {
        rule.check(HOUSE);
    }
}
