package io.rlmprov.classroom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.config.Llm.Amount;
import io.rlmprov.config.RlmprovException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What a class has spent on language models, as the gateway of its hub accounts it.
 *
 * @param every the period of the budgets: {@code day}, {@code week} or {@code course}
 * @param since the first day of the report in {@code timezone}; empty: since the first call
 * @param stopped whether a teacher has stopped the calls of everybody
 * @param users by name: those who made a call, were refused one, or have settings of their own
 * @param report all that the gateway said, for programs
 */
public record Spending(
        String every,
        Optional<String> since,
        String timezone,
        boolean stopped,
        Account total,
        Optional<Integer> alarm,
        List<User> users,
        List<Provider> providers,
        ObjectNode report) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What was spent, in both units, and what may be.
     *
     * @param percent how much of the budget was spent in its current period; empty without a budget
     */
    public record Account(BigDecimal usd, long tokens, Optional<Amount> budget, Optional<Integer> percent) {}

    /**
     * A user.
     *
     * @param ownBudget whether a teacher gave this user another budget than hub.yaml
     * @param refused calls that the gateway refused, for whatever reason
     */
    public record User(
            String name, Account account, boolean ownBudget, boolean stopped, long refused, List<Calls> calls) {
        /** When the user last called a model. */
        public Optional<Instant> last() {
            return calls.stream().map(Calls::last).max(Comparator.naturalOrder());
        }
    }

    /** The calls of one user to one model. */
    public record Calls(
            String provider,
            String model,
            long count,
            long failed,
            long input,
            long output,
            BigDecimal usd,
            Instant last) {}

    /**
     * A provider of language models.
     *
     * @param trouble why the last call failed; empty if it did not
     */
    public record Provider(String name, String trouble) {}

    /**
     * Reads what {@code GET /usage} answers.
     *
     * @throws RlmprovException if it is something else
     */
    public static Spending parse(String printed) {
        try {
            if (JSON.readTree(printed) instanceof ObjectNode report
                    && report.path("users").isArray()) {
                return of(report);
            }
        } catch (JsonProcessingException | DateTimeException | NumberFormatException e) {
            throw unreadable(e.getClass().getSimpleName());
        }
        throw unreadable("it has no users");
    }

    /**
     * The sum of all users, as the gateway tells it to {@code status}.
     *
     * @param alarm 50, 80 or 100: the percentage of the class's budget that is spent; empty below, and without a budget
     * @param stopped whether a teacher has stopped the calls of everybody
     * @param report all that the gateway said, for programs
     */
    public record Total(Account account, Optional<Integer> alarm, boolean stopped, ObjectNode report) {
        /** Reads one line of JSON; empty if it is something else. */
        public static Optional<Total> parse(String line) {
            try {
                return JSON.readTree(line) instanceof ObjectNode report
                                && report.path("usd").isTextual()
                        ? Optional.of(new Total(
                                Spending.account(report),
                                integer(report.path("alarm")),
                                report.path("stopped").asBoolean(),
                                report))
                        : Optional.empty();
            } catch (JsonProcessingException | NumberFormatException e) {
                return Optional.empty();
            }
        }
    }

    private static RlmprovException unreadable(String why) {
        return new RlmprovException(
                "The answer of the hub's gateway could not be read: " + why,
                "Run rlmprov apply: the hub's image may be of another release.");
    }

    private static Spending of(ObjectNode report) {
        JsonNode total = report.path("total");
        return new Spending(
                report.path("every").asText(),
                Optional.of(report.path("since")).filter(JsonNode::isTextual).map(JsonNode::asText),
                report.path("timezone").asText(),
                report.path("stopped").asBoolean(),
                account(total),
                integer(total.path("alarm")),
                elements(report.path("users")).map(Spending::user).toList(),
                elements(report.path("providers"))
                        .map(it -> new Provider(
                                it.path("name").asText(), it.path("trouble").asText()))
                        .toList(),
                report);
    }

    private static User user(JsonNode user) {
        return new User(
                user.path("user").asText(),
                account(user),
                user.path("ownBudget").asBoolean(),
                user.path("stopped").asBoolean(),
                elements(user.path("refused")).mapToLong(JsonNode::asLong).sum(),
                elements(user.path("models")).map(Spending::calls).toList());
    }

    private static Calls calls(JsonNode model) {
        return new Calls(
                model.path("provider").asText(),
                model.path("model").asText(),
                model.path("calls").asLong(),
                model.path("failed").asLong(),
                model.path("input").asLong(),
                model.path("output").asLong(),
                decimal(model.path("usd")),
                OffsetDateTime.parse(model.path("last").asText()).toInstant());
    }

    private static Account account(JsonNode node) {
        return new Account(
                decimal(node.path("usd")),
                node.path("tokens").asLong(),
                amount(node.path("budget")),
                integer(node.path("percent")));
    }

    private static Optional<Amount> amount(JsonNode budget) {
        if (budget.has("tokens")) {
            return Optional.of(new Amount.Tokens(budget.path("tokens").asLong()));
        }
        return budget.has("usd") ? Optional.of(new Amount.Usd(decimal(budget.path("usd")))) : Optional.empty();
    }

    /** Amounts are texts, as binary numbers do not hold cents. */
    private static BigDecimal decimal(JsonNode text) {
        return new BigDecimal(text.asText());
    }

    private static Optional<Integer> integer(JsonNode number) {
        return number.isInt() ? Optional.of(number.intValue()) : Optional.empty();
    }

    private static Stream<JsonNode> elements(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }
}
